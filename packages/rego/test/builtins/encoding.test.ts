import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { objectFrom } from '../../src/values/objects.ts'
import type { Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, evaluateWith, LimitReached, set, testCall } from './call-builtin.ts'

const text = fc.string({ unit: 'binary' })

test('base64 encodes the UTF-8 bytes of a text and decodes them', () => {
  assert.equal(callBuiltin('base64.encode', 'hällo'), 'aMOkbGxv')
  assert.equal(callBuiltin('base64.encode', 'a'), 'YQ==')
  assert.equal(callBuiltin('base64.decode', 'aMOk\r\nbGxv\n'), 'hällo')
  assert.equal(callBuiltin('base64.decode', 'YR=='), 'a')
  fc.assert(
    fc.property(text, (given) => {
      const encoded = callBuiltin('base64.encode', given) as string
      assert.equal(encoded, Buffer.from(given).toString('base64'))
      assert.equal(callBuiltin('base64.decode', encoded), given)
    }),
  )
})

test('base64.decode names the first byte that is wrong', () => {
  const wrong = (given: string) => errorOf('base64.decode', given)
  assert.equal(wrong('YQ'), 'illegal base64 data at input byte 0')
  assert.equal(wrong('YWJjYQ'), 'illegal base64 data at input byte 4')
  assert.equal(wrong('YW-j'), 'illegal base64 data at input byte 2')
  assert.equal(wrong('YQ=='.repeat(2)), 'illegal base64 data at input byte 4')
  assert.equal(wrong('Y==='), 'illegal base64 data at input byte 1')
  assert.equal(wrong('YQ=a'), 'illegal base64 data at input byte 2')
  assert.equal(errorOf('base64.decode', 1), 'operand 1 must be string but got number')
})

test('base64.is_valid tells base64 from what is none, and is false for what is no string', () => {
  assert.equal(callBuiltin('base64.is_valid', 'YQ=='), true)
  assert.equal(callBuiltin('base64.is_valid', ''), true)
  assert.equal(callBuiltin('base64.is_valid', 'YQ='), false)
  assert.equal(callBuiltin('base64.is_valid', null), false)
})

test('base64url has other digits, and padding or none', () => {
  assert.equal(callBuiltin('base64url.encode', '>>>?'), 'Pj4-Pw==')
  assert.equal(callBuiltin('base64url.encode_no_pad', '>>>?'), 'Pj4-Pw')
  assert.equal(callBuiltin('base64url.decode', 'Pj4-Pw=='), '>>>?')
  assert.equal(callBuiltin('base64url.decode', 'Pj4-Pw'), '>>>?')
  assert.equal(errorOf('base64url.decode', 'Pj4+Pw'), 'illegal base64 data at input byte 3')
  assert.equal(errorOf('base64url.decode', 'Pj4-P'), 'illegal base64url string: Pj4-P')
})

test('bytes that are no text pass through a text unharmed', () => {
  const digest = '00ff80fe41c3a9e282'
  const bytes = callBuiltin('hex.decode', digest) as string
  assert.equal(callBuiltin('hex.encode', bytes), digest)
  assert.equal(callBuiltin('base64url.encode_no_pad', bytes), 'AP-A_kHDqeKC')
  assert.equal(callBuiltin('count', bytes), 8)
  assert.equal(callBuiltin('json.marshal', bytes), '"\\u0000\ufffd\ufffd\ufffdAé\ufffd\ufffd"')
})

test('hex decodes digits of either case and names what is wrong', () => {
  assert.equal(callBuiltin('hex.encode', 'hé'), '68c3a9')
  assert.equal(callBuiltin('hex.decode', '68C3a9'), 'hé')
  assert.equal(errorOf('hex.decode', '6g'), "encoding/hex: invalid byte: U+0067 'g'")
  assert.equal(errorOf('hex.decode', '6é'), "encoding/hex: invalid byte: U+00C3 'Ã'")
  assert.equal(errorOf('hex.decode', '681'), 'encoding/hex: odd length hex string')
})

test('urlquery encodes a text for a query and decodes it', () => {
  assert.equal(callBuiltin('urlquery.encode', "a b&é~'"), 'a+b%26%C3%A9~%27')
  assert.equal(callBuiltin('urlquery.decode', 'a+b%26%c3%a9%2B'), 'a b&é+')
  assert.equal(errorOf('urlquery.decode', 'a%+b'), 'invalid URL escape "%+b"')
  assert.equal(errorOf('urlquery.decode', 'a%4'), 'invalid URL escape "%4"')
  fc.assert(
    fc.property(text, (given) => {
      const encoded = callBuiltin('urlquery.encode', given) as string
      assert.match(encoded, /^[A-Za-z0-9\-_.~+%]*$/)
      assert.equal(callBuiltin('urlquery.decode', encoded), given)
    }),
  )
})

test('urlquery.encode_object sorts by key and repeats keys with several values', () => {
  const given = { b: 'x y', a: ['2', '1'], c: set('q', 'p'), d: [] }
  assert.equal(callBuiltin('urlquery.encode_object', given), 'a=2&a=1&b=x+y&c=p&c=q')
  assert.equal(
    errorOf('urlquery.encode_object', { a: 1 }),
    'operand 1 values must be string, array[string], or set[string]',
  )
})

test('urlquery.decode_object lists the values of each name', () => {
  assert.deepEqual(callBuiltin('urlquery.decode_object', 'a=1&b&&a=%32&c=x=y'), {
    a: ['1', '2'],
    b: [''],
    c: ['x=y'],
  })
  assert.equal(errorOf('urlquery.decode_object', 'a;b'), 'invalid semicolon separator in query')
  assert.equal(
    errorOf('urlquery.decode_object', 'a&'.repeat(10_000)),
    'number of URL query parameters exceeded limit',
  )
})

test('attack: a parameter named __proto__ is a key like any other', () => {
  const found = callBuiltin('urlquery.decode_object', '__proto__=x') as object
  assert.deepEqual(Object.keys(found), ['__proto__'])
  assert.equal(Object.getPrototypeOf(found), Object.prototype)
})

test('json.marshal writes sorted keys, sets as lists, other keys as texts, and escapes for HTML', () => {
  assert.equal(
    callBuiltin('json.marshal', { b: set(2, 1), a: '<&>\u2028' }),
    '{"a":"\\u003c\\u0026\\u003e\\u2028","b":[1,2]}',
  )
  assert.equal(callBuiltin('json.marshal', objectFrom([[[1], true]])), '{"[1]":true}')
  assert.equal(callBuiltin('json.marshal', 2n ** 64n), '18446744073709551616')
})

test('json.marshal_with_options lays JSON out in lines', () => {
  const given = { a: [1, {}], b: [] }
  const write = (opts: Value) => callBuiltin('json.marshal_with_options', given, opts)
  assert.equal(write({}), '{"a":[1,{}],"b":[]}')
  assert.equal(write({ indent: ' ', pretty: false }), '{"a":[1,{}],"b":[]}')
  assert.equal(write({ pretty: true }), '{\n\t"a": [\n\t\t1,\n\t\t{}\n\t],\n\t"b": []\n}')
  assert.equal(
    write({ prefix: '#', indent: ' ' }),
    '#{\n# "a": [\n#  1,\n#  {}\n# ],\n# "b": []\n#}',
  )
})

test('json.marshal_with_options refuses options that it does not know', () => {
  const wrong = (opts: Value) => errorOf('json.marshal_with_options', 1, opts)
  assert.equal(wrong({ x: 1 }), 'operand 2 object contained unknown key "x"')
  assert.equal(wrong({ pretty: 1 }), 'operand 2 key "pretty" failed cast to bool')
  assert.equal(
    wrong({ indent: 1 }),
    'operand 2 key "indent" failed cast to string: operand 0 must be string but got number',
  )
  assert.equal(wrong(1), 'operand 2 must be object but got number')
})

test('json.unmarshal reads JSON with every digit of whole numbers', () => {
  assert.deepEqual(callBuiltin('json.unmarshal', ' {"a": [1, 2.5, null, "\\u00e9"]}\n'), {
    a: [1, 2.5, null, 'é'],
  })
  assert.equal(callBuiltin('json.unmarshal', '18446744073709551617'), 18446744073709551617n)
  assert.equal(callBuiltin('json.unmarshal', '"\\ud800x"'), '\ufffdx')
})

test('json.unmarshal says what is wrong in the words of Go', () => {
  const facts: readonly [string, string][] = [
    ['', 'EOF'],
    ['{"a"', 'unexpected EOF'],
    ['x', "invalid character 'x' looking for beginning of value"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
    ['{a', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1', "invalid character '1' after object key"],
    ['{"a":1 "', `invalid character '"' after object key:value pair`],
    ['[1 2', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['"\n"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ['trux', "invalid character 'x' in literal true (expecting 'e')"],
    ['1 2', "error: invalid character '2' after top-level value"],
    ['{} {', "error: invalid character '{' after top-level value"],
    ['{} x', "invalid character 'x' looking for beginning of value"],
  ]
  for (const [given, error] of facts) assert.equal(errorOf('json.unmarshal', given), error, given)
  assert.equal(errorOf('json.unmarshal', 1), 'operand 1 must be string but got number')
})

test('json.is_valid is true for one JSON value and nothing else', () => {
  assert.equal(callBuiltin('json.is_valid', ' [1e5, "\\u00e9"] '), true)
  for (const given of ['', '[1', '01', '1 2', "'a'", '[1,]', 'NaN']) {
    assert.equal(callBuiltin('json.is_valid', given), false, given)
  }
  assert.equal(callBuiltin('json.is_valid', 1), false)
})

test('json.unmarshal and json.is_valid agree with JSON.parse', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.json().map((json) => json.slice(1)),
      ),
      (given) => {
        let expected: unknown
        try {
          expected = JSON.parse(given)
        } catch {
          assert.equal(callBuiltin('json.is_valid', given), false)
          return
        }
        assert.equal(callBuiltin('json.is_valid', given), true)
        const found = callBuiltin('json.unmarshal', given) as Value
        const again = callBuiltin('json.marshal', found) as string
        assert.deepEqual(callBuiltin('json.unmarshal', again), found)
        assert.equal(Array.isArray(found), Array.isArray(expected))
      },
    ),
  )
})

test('attack: JSON nested without end is an error, never a full stack', () => {
  const open = '['.repeat(100_000)
  assert.equal(errorOf('json.unmarshal', open), 'exceeded max depth')
  assert.equal(callBuiltin('json.is_valid', open + ']'.repeat(100_000)), false)
  assert.ok(Array.isArray(callBuiltin('json.unmarshal', '['.repeat(900) + ']'.repeat(900))))
})

test('attack: a value that holds itself many times over reaches the limit', () => {
  let doubled: Value = []
  for (let i = 0; i < 60; i++) doubled = [doubled, doubled]
  assert.throws(() => evaluateWith(testCall(100_000), 'json.marshal', doubled), LimitReached)
  const lines = { indent: ' '.repeat(1_000_000) }
  assert.throws(
    () => evaluateWith(testCall(100_000), 'json.marshal_with_options', [[1], [2]], lines),
    LimitReached,
  )
})
