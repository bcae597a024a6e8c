import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { callBuiltin, errorOf } from './call-builtin.ts'

test('a star stops at delimiters, and two stars do not', () => {
  const cases: [glob: string, delimiters: string[] | null, text: string, matches: boolean][] = [
    ['*.github.com', [], 'api.github.com', true],
    ['*.github.com', [], 'api.cdn.github.com', false],
    ['**.github.com', [], 'api.cdn.github.com', true],
    ['*.github.com', null, 'api.cdn.github.com', true],
    ['*:github:com', [':'], 'api.cdn:github:com', true],
    ['*hub', ['.', '/'], 'git/hub', false],
    ['*', [], '', true],
    ['', [], '', true],
    ['', [], 'a', false],
    ['?at', [], 'cat', true],
    ['?at', [], 'at', false],
    ['?at', ['c'], 'cat', false],
    ['[abc]at', [], 'bat', true],
    ['[a-c]at', [], 'dat', false],
    ['[!abc]at', [], 'cat', false],
    ['[!a-c]at', [], 'lat', true],
    ['{cat,bat,[fr]at}', [], 'rat', true],
    ['{cat,bat,[fr]at}', [], 'mat', false],
    ['{a,{b,c}*}d', [], 'cxd', true],
    ['{a,b', [], 'b', true],
    ['\\*\\{a,b}', [], '*{a,b}', true],
    ['a,b}]', [], 'a,b}]', true],
    ['[a\\]-]', [], '-', true],
    ['ca?', [], 'ca😀', true],
    ['c\u2028*', [], 'c\n', false],
    ['c*', [], 'c\n', true],
  ]
  for (const [glob, delimiters, text, matches] of cases) {
    const label = `${glob} with ${delimiters} on ${text}`
    assert.equal(callBuiltin('glob.match', glob, delimiters, text), matches, label)
  }
})

test('what is no glob, or no delimiter, is an error', () => {
  const error = (glob: string) => errorOf('glob.match', glob, [], 'a')
  assert.equal(error('[a'), 'unexpected end of input')
  assert.equal(error('[]'), 'could not parse range')
  assert.equal(error('[a-bc]'), 'expected close range character')
  assert.equal(error('[b-a]'), "hi character 'a' should be greater than lo 'b'")
  assert.equal(error('a\ufffd'), 'could not read rune')
  const delimiterError = (delimiters: string | (string | number)[]) =>
    errorOf('glob.match', 'a', delimiters, 'a')
  assert.equal(delimiterError('.'), 'operand 2 must be one of {array, null} but got string')
  assert.equal(
    delimiterError(['ab']),
    'operand 2 must be array of runes but got array containing string',
  )
  assert.equal(
    delimiterError([1]),
    'operand 2 must be array of strings but got array containing number',
  )
  assert.equal(errorOf('glob.match', 'a', [], 1), 'operand 3 must be string but got number')
})

test('a glob of many stars takes no exponential time', () => {
  const glob = `${'*a'.repeat(50)}b`
  assert.equal(callBuiltin('glob.match', glob, null, 'a'.repeat(5_000)), false)
})

test('a quoted text matches itself alone', () => {
  assert.equal(callBuiltin('glob.quote_meta', '*.{a,b}?[c]\\!-'), '\\*.\\{a,b\\}\\?\\[c\\]\\\\!-')
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'*?[]{}\\,!-a.'), maxLength: 8 }), (text) => {
      const quoted = callBuiltin('glob.quote_meta', text) as string
      assert.equal(callBuiltin('glob.match', quoted, [], text), true)
      assert.equal(callBuiltin('glob.match', quoted, [], `${text}a`), false)
    }),
  )
})
