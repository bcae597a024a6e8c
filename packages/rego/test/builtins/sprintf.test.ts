import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf, evaluateWith, LimitReached, set, testCall } from './call-builtin.ts'

function sprintf(format: string, ...values: unknown[]): unknown {
  return callBuiltin('sprintf', format, values as [])
}

test('%v shows every value, composites as Rego', () => {
  assert.equal(sprintf('%v %v %v', 'a', 1, 0.5), 'a 1 0.5')
  assert.equal(
    sprintf('%v %v %v %v', { a: 1 }, set(2, 1), set(), [null, 'x', true]),
    '{"a": 1} {1, 2} set() [null, "x", true]',
  )
  assert.equal(sprintf('%v', 1234567.5), '1.2345675e+06')
})

test('whole numbers take the verbs of integers', () => {
  assert.equal(sprintf('%d|%5d|%-5d|%05d|%+d|% d', 7, 7, 7, 7, 7, 7), '7|    7|7    |00007|+7| 7')
  assert.equal(
    sprintf('%x|%X|%#x|%o|%#o|%O|%b', 255, 255, 255, 8, 8, 8, 5),
    'ff|FF|0xff|10|010|0o10|101',
  )
  assert.equal(
    sprintf('%c%c|%q|%U|%#U', 65, -1, 10, 0x1f600, 0x1f600),
    "A\ufffd|'\\n'|U+1F600|U+1F600 '😀'",
  )
  assert.equal(sprintf('%.3d|%6.3d|%.0d', 7, 7, 0), '007|   007|')
})

test('whole numbers beyond 64 bits are exact', () => {
  assert.equal(sprintf('%d', 18446744073709551617n), '18446744073709551617')
  assert.equal(
    sprintf('%x|%+d|%25d', 2n ** 64n, 2n ** 64n, 2n ** 64n),
    '10000000000000000|+18446744073709551616|     18446744073709551616',
  )
  assert.equal(sprintf('%f %T', 2n ** 64n, 2n ** 64n), '%!f(big.Int=18446744073709551616) *big.Int')
})

test('fractions take the verbs of floats', () => {
  assert.equal(
    sprintf('%f|%.2f|%8.2f|%-8.1f|%05.1f', 2.5, 2.5, 2.5, 2.5, 2.5),
    '2.500000|2.50|    2.50|2.5     |002.5',
  )
  assert.equal(sprintf('%.0f|%.0f|%.1f', 0.5, 1.5, 0.25), '0|2|0.2')
  assert.equal(
    sprintf('%e|%.1e|%G|%g', 1234.5, 1234.5, 1e-7, 1e-5),
    '1.234500e+03|1.2e+03|1E-07|1e-05',
  )
  assert.equal(sprintf('%.3g|%#.6g|%#v', 1234.5, 1.5, 0.5), '1.23e+03|1.50000|0.5')
  assert.equal(sprintf('%x|%.1x|%b', 1.5, 1.96875, 0.5), '0x1.8p+00|0x1.0p+01|4503599627370496p-53')
})

test('texts take the verbs of strings', () => {
  assert.equal(
    sprintf('%s|%5s|%-5s|%.2s|%05s', 'åbc', 'a', 'a', 'åbc', 'a'),
    'åbc|    a|a    |åb|0000a',
  )
  assert.equal(sprintf('%q|%#q|%+q', 'a"\u0001', 'a"', 'å'), '"a\\"\\x01"|`a"`|"\\u00e5"')
  assert.equal(sprintf('%x|% X|%#x', 'å', 'å', 'å'), 'c3a5|C3 A5|0xc3a5')
  assert.equal(sprintf('%t %T', true, [1]), '%!t(string=true) string')
})

test('arguments are found by number, and give widths and precisions', () => {
  assert.equal(sprintf('%[2]d %[1]d', 1, 2), '2 1')
  assert.equal(sprintf('%*d|%-*d|%.*f', 4, 7, -4, 7, 1, 0.25), '   7|7   |0.2')
  assert.equal(sprintf('%[3]d %[x]d', 1), '%!d(BADINDEX) %!d(BADINDEX)')
  assert.equal(sprintf('%*d', 'a', 1), '%!(BADWIDTH)1')
  assert.equal(sprintf('%.*d', 'a', 1), '%!(BADPREC)1')
})

test('what does not fit shows in the text', () => {
  assert.equal(sprintf('%d', 'x'), '%!d(string=x)')
  assert.equal(sprintf('%d'), '%!d(MISSING)')
  assert.equal(sprintf('a', 1, 'b'), 'a%!(EXTRA int64=1, string=b)')
  assert.equal(sprintf('100%'), '100%!(NOVERB)')
  assert.equal(sprintf('%%|%z', 1), '%|%!z(int64=1)')
  assert.equal(errorOf('sprintf', 1, []), 'operand 1 must be string but got number')
  assert.equal(errorOf('sprintf', '', set()), 'operand 2 must be array but got set')
})

test('attack: giant widths are refused as in Go, and big ones cost their length', () => {
  assert.equal(sprintf('%1000000000d', 1), '%!(NOVERB)%!(EXTRA int64=1)')
  const format = '%1000000d'.repeat(1000)
  const ones = Array.from({ length: 1000 }, () => 1)
  assert.throws(() => evaluateWith(testCall(1_000_000), 'sprintf', format, ones), LimitReached)
})
