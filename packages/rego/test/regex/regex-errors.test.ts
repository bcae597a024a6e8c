import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePattern } from '../../src/regex/parse-pattern.ts'
import { RegexError } from '../../src/regex/regex-error.ts'

test('what is no regular expression is refused in the words of Go', () => {
  const refused: [pattern: string, reason: string, excerpt: string][] = [
    ['x[a', 'missing closing ]', '[a'],
    ['(a', 'missing closing )', '(a'],
    ['a)b', 'unexpected )', 'a)b'],
    ['*', 'missing argument to repetition operator', '*'],
    ['a|+', 'missing argument to repetition operator', '+'],
    ['a**', 'invalid nested repetition operator', '**'],
    ['a{2}{3}', 'invalid nested repetition operator', '{2}{3}'],
    ['a{2,1}', 'invalid repeat count', '{2,1}'],
    ['a{1001}', 'invalid repeat count', '{1001}'],
    ['(a{100}){11}', 'invalid repeat count', '{11}'],
    ['[z-a]', 'invalid character class range', 'z-a'],
    ['[[:foo:]]', 'invalid character class range', '[:foo:]'],
    ['\\p{Foo}', 'invalid character class range', '\\p{Foo}'],
    ['\\p{Grek}', 'invalid character class range', '\\p{Grek}'],
    ['(\\w)\\1', 'invalid escape sequence', '\\1'],
    ['\\C', 'invalid escape sequence', '\\C'],
    ['\\x{110000}', 'invalid escape sequence', '\\x{110000'],
    ['a\\', 'trailing backslash at end of expression', ''],
    ['(?=a)', 'invalid or unsupported Perl syntax', '(?='],
    ['(?<!a)', 'invalid named capture', '(?<!a)'],
    ['(?<!a>)', 'invalid named capture', '(?<!a>'],
    ['(?P<a-b>x)', 'invalid named capture', '(?P<a-b>'],
    ['(?i-)a', 'invalid or unsupported Perl syntax', '(?i-)'],
    ['\ud800', 'invalid UTF-8', '\ud800'],
  ]
  for (const [pattern, reason, excerpt] of refused) {
    const message = `error parsing regexp: ${reason}: \`${excerpt}\``
    assert.throws(() => parsePattern(pattern), new RegexError(reason, excerpt), pattern)
    assert.equal(new RegexError(reason, excerpt).message, message)
  }
})

test('braces that are no repetition stand for themselves', () => {
  for (const pattern of ['a{', 'a{,2}', 'a{x}', '{', 'a{01}', 'x{2']) parsePattern(pattern)
})

test('a pattern too deep or too large is refused before it fills the memory', () => {
  const depth = 2_000
  const deep = `${'('.repeat(depth)}a${')'.repeat(depth)}`
  assert.throws(() => parsePattern(deep), /expression nests too deeply/)
  assert.throws(() => parsePattern('[a-z]{1000}'.repeat(100)), /expression too large/)
  parsePattern(`${'('.repeat(400)}a${')'.repeat(400)}`)
  parsePattern('[a-z]{1000}'.repeat(10))
})
