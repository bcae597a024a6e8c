import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRegex } from '../../src/regex/compile-regex.ts'
import { findMatches } from '../../src/regex/find-matches.ts'
import { matchesOf, noLimit } from './match-with.ts'

test('a pattern matches somewhere in the text unless it is anchored', () => {
  assert.equal(compileRegex('b+', noLimit).test('abbc', noLimit), true)
  assert.equal(compileRegex('^b+', noLimit).test('abbc', noLimit), false)
  assert.equal(compileRegex('c$', noLimit).test('abbc', noLimit), true)
  assert.equal(compileRegex('b$', noLimit).test('abb\n', noLimit), false)
})

test('RE2 has flags, classes and quotes that JavaScript has not', () => {
  const accepted: [string, string][] = [
    ['(?i)straSSe', 'STRASſe'],
    ['(?i:k)', '\u212a'],
    ['(?s)a.b', 'a\nb'],
    ['(?m)^b$', 'a\nb\nc'],
    ['a\\z', 'a'],
    ['\\Aa', 'a'],
    ['^\\Qa.b\\E$', 'a.b'],
    ['^[[:alpha:]]+$', 'abc'],
    ['^[[:^alpha:]]+$', '123'],
    ['^\\pL\\p{Greek}\\p{^Greek}\\PL$', 'aΩa1'],
    ['^(?i)\\p{Lu}$', 'é'],
    ['^\\x41\\x{1f600}\\101$', 'A😀A'],
    ['^.$', '😀'],
    ['(?P<year>\\d+)-(?<month>\\d+)', '2024-05'],
    ['^(?-s:.)$', '\r'],
  ]
  for (const [pattern, text] of accepted) {
    assert.equal(compileRegex(pattern, noLimit).test(text, noLimit), true, pattern)
  }
  const refused: [string, string][] = [
    ['a.b', 'a\nb'],
    ['^b$', 'a\nb\nc'],
    ['^[[:^alpha:]]+$', 'a'],
    ['^\\w$', 'é'],
    ['^\\s$', '\u00a0'],
    ['^\\d$', '٣'],
    ['^\\PL$', 'a'],
    ['\\Bé', 'aé'],
  ]
  for (const [pattern, text] of refused) {
    assert.equal(compileRegex(pattern, noLimit).test(text, noLimit), false, pattern)
  }
})

test('the first option that leads to a match wins, not the longest', () => {
  assert.deepEqual(matchesOf('a|ab', 'ab'), [['a']])
  assert.deepEqual(matchesOf('(a+?)(a*)', 'aaa'), [['aaa', 'a', 'aa']])
  assert.deepEqual(matchesOf('(?U)a+', 'aaa'), [['a'], ['a'], ['a']])
  assert.deepEqual(matchesOf('(?:|a)+', 'aaa'), [[''], [''], [''], ['']])
})

test('a group keeps what it held in an earlier round of a repetition', () => {
  assert.deepEqual(matchesOf('(?:(a)|b)*', 'ab'), [['ab', 'a']])
  assert.deepEqual(matchesOf('(z)((a+)?(b+)?(c))*', 'zaacbbbcac'), [
    ['zaacbbbcac', 'z', 'ac', 'a', 'bbb', 'c'],
  ])
})

test('an empty match right after another match does not count', () => {
  assert.deepEqual(matchesOf('a*', 'baac'), [[''], ['aa'], ['']])
  assert.deepEqual(matchesOf('', 'a😀'), [[''], [''], ['']])
})

test('no match starts within a character of two units', () => {
  for (const pattern of ['(?m:$)', '\\B', '(?:)']) {
    const starts = [...findMatches(compileRegex(pattern, noLimit), '😀', noLimit)].map(
      (match) => match.start,
    )
    assert.ok(!starts.includes(1), pattern)
  }
})

test('a compiled pattern is kept and compiled again only after many others', () => {
  const first = compileRegex('kept[0-9]', noLimit)
  assert.equal(compileRegex('kept[0-9]', noLimit), first)
  for (let i = 0; i < 300; i++) compileRegex(`other${i}`, noLimit)
  assert.notEqual(compileRegex('kept[0-9]', noLimit), first)
})
