import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { printValue } from '../../src/values/print.ts'
import type { Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, evaluateWith, LimitReached, set, testCall } from './call-builtin.ts'

function check(name: string, ...cases: readonly (readonly Value[])[]): void {
  for (const each of cases) {
    const wanted = each.at(-1)
    assert.deepEqual(callBuiltin(name, ...each.slice(0, -1)), wanted, each.map(printValue).join())
  }
}

test('contains, startswith and endswith look for a string', () => {
  check('contains', ['abc', 'b', true], ['abc', '', true], ['abc', 'd', false])
  check('startswith', ['abc', 'ab', true], ['abc', 'b', false])
  check('endswith', ['abc', 'bc', true], ['abc', 'b', false])
  assert.equal(errorOf('contains', 1, 2), 'operand 1 must be string but got number')
  assert.equal(errorOf('startswith', '', 2), 'operand 2 must be string but got number')
})

test('positions count characters, not bytes or UTF-16 units', () => {
  check('indexof', ['😀åb', 'b', 2], ['abc', 'd', -1])
  check('indexof_n', ['😀a😀a', 'a', [1, 3]], ['aaaa', 'aa', [0, 1, 2]], ['a', 'b', []])
  check(
    'substring',
    ['åäö', 1, 1, 'ä'],
    ['😀ab', 1, -1, 'ab'],
    ['åäö', 4, -1, ''],
    ['abc', 1, 9, 'bc'],
  )
  check('strings.reverse', ['a😀b', 'b😀a'])
  check('strings.count', ['aaaa', 'aa', 2], ['å😀', '', 3], ['a', 'b', 0])
  assert.equal(errorOf('indexof', 'a', ''), 'empty search character')
  assert.equal(errorOf('substring', 'a', -1, 1), 'negative offset')
})

test('split and strings.split_n give the parts', () => {
  check('split', ['a.b', '.', ['a', 'b']], ['', '.', ['']], ['å😀', '', ['å', '😀']], ['', '', []])
  check(
    'strings.split_n',
    ['a.b.c', '.', 2, ['a', 'b']],
    ['a.b.c', '.', -2, ['b', 'c']],
    ['a.b.c', '.', 0, []],
    ['a.b.c', '.', 9, ['a', 'b', 'c']],
    ['a.b.c', '.', -9, ['a', 'b', 'c']],
  )
})

test('concat joins the strings of an array, and of a set in order', () => {
  check('concat', ['-', ['b', 'a'], 'b-a'], ['-', set('b', 'a'), 'a-b'], ['-', [], ''])
  assert.equal(
    errorOf('concat', '-', ['a', 1]),
    'operand 2 must be array of strings but got array containing number',
  )
  assert.equal(errorOf('concat', '-', 'a'), 'operand 2 must be one of {set, array} but got string')
})

test('lower and upper change letter by letter', () => {
  check('lower', ['ÅB', 'åb'], ['İ', 'i'], ['ΑΣ', 'ας'.replace('ς', 'σ')])
  check('upper', ['åb', 'ÅB'], ['ß', 'ß'], ['ᾳ', 'ᾼ'], ['ŉ', 'ŉ'], ['𐐨', '𐐀'])
})

test('replace replaces all, from left to right', () => {
  check('replace', ['aaa', 'aa', 'b', 'ba'], ['a😀', '', '-', '-a-😀-'], ['abc', 'd', 'x', 'abc'])
})

test('strings.replace_n takes the first key that matches and does not look back', () => {
  check(
    'strings.replace_n',
    [{ a: 'b', b: 'c' }, 'ab', 'bc'],
    [{ a: '1', ab: '2' }, 'ab', '1b'],
    [{ '': '-', b: '!' }, 'abb', '-a-!-!-'],
    [{ __proto__x: 'y' }, 'a__proto__x', 'ay'],
    [{}, 'abc', 'abc'],
  )
  assert.equal(
    errorOf('strings.replace_n', { a: 1 }, 'a'),
    'operand 1 non-string value found in pattern object',
  )
})

test('trims take characters, a prefix, a suffix or white space', () => {
  check('trim', ['xyaxy', 'yx', 'a'], ['😀a😀', '😀', 'a'], ['aaa', 'a', ''])
  check('trim_left', ['xxax', 'x', 'ax'])
  check('trim_right', ['xaxx', 'x', 'xa'])
  check('trim_prefix', ['abab', 'ab', 'ab'], ['abab', 'b', 'abab'])
  check('trim_suffix', ['abab', 'ab', 'ab'], ['abab', '', 'abab'])
  check('trim_space', [' \t\u0085a\u3000\n', 'a'], ['\ufeffa', '\ufeffa'])
})

test('prefixes and suffixes match any of many', () => {
  check(
    'strings.any_prefix_match',
    [['abc', 'x'], set('q', 'ab'), true],
    [['abc', 'x'], set('q', 'abcd'), false],
    [['b', 'a'], ['', 'z'], true],
    ['abc', 'ab', true],
    [[], 'a', false],
  )
  check('strings.any_suffix_match', [['abc', 'x'], ['bc'], true], ['abc', ['ab', 'abcd'], false])
  assert.equal(
    errorOf('strings.any_prefix_match', 'a', 1),
    'operand 2 must be one of {string, set, array} but got number',
  )
})

test('format_int writes whole numbers of any size in four bases', () => {
  check(
    'format_int',
    [15.9, 16, 'f'],
    [-15.9, 16, '-f'],
    [2n ** 64n, 16, `1${'0'.repeat(16)}`],
    [5, 2, '101'],
    [-0.5, 10, '0'],
  )
  assert.equal(errorOf('format_int', 1, 3), 'operand 2 must be one of {2, 8, 10, 16}')
})

test('joining what was split gives the string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 2 }), (text, delimiter) => {
      const parts = callBuiltin('split', text, delimiter) ?? null
      assert.equal(callBuiltin('concat', delimiter, parts), text)
    }),
    { numRuns: 100 },
  )
})

test('attack: looking for a long string takes linear time', () => {
  const half = 'a'.repeat(50_000)
  const needle = `${half}b${half}`
  const text = 'a'.repeat(1_000_000)
  const start = performance.now()
  assert.equal(callBuiltin('contains', text, needle), false)
  assert.equal(callBuiltin('indexof', `${text}b${half}`, needle), 950_000)
  assert.equal(callBuiltin('strings.count', text, needle), 0)
  assert.deepEqual(callBuiltin('split', text, needle), [text])
  assert.equal(callBuiltin('replace', text, needle, ''), text)
  assert.equal((callBuiltin('indexof_n', text, half) as unknown[]).length, 950_001)
  assert.ok(performance.now() - start < 2000)
})

test('attack: a giant text ends at the limit before it is made', () => {
  const long = 'x'.repeat(100_000)
  const many = Array.from({ length: 100_000 }, () => '')
  assert.throws(() => evaluateWith(testCall(1_000_000), 'concat', long, many), LimitReached)
  assert.throws(() => evaluateWith(testCall(1_000_000), 'replace', long, '', long), LimitReached)
})
