import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRegex } from '../../src/regex/compile-regex.ts'
import { estimateBacktracking } from '../../src/regex/estimate-backtracking.ts'
import { findMatches } from '../../src/regex/find-matches.ts'
import { parsePattern } from '../../src/regex/parse-pattern.ts'
import { limitedTo, noLimit } from './match-with.ts'

const long = 100_000
/** Generous for a slow machine, and far below what backtracking would take. */
const mostMilliseconds = 1_000

const attacks: [pattern: string, text: string, matches: boolean][] = [
  ['(a+)+$', `${'a'.repeat(long)}!`, false],
  ['(a|aa)*$', `${'a'.repeat(long)}!`, true],
  ['^(a|aa)*$', `${'a'.repeat(long)}!`, false],
  ['(.*)*x', 'a'.repeat(long), false],
  ['a*a*a*a*b', 'a'.repeat(long), false],
  ['(?:x?){50}x{50}', 'x'.repeat(long), true],
  ['^(?:x?){50}x{50}$', 'x'.repeat(99), true],
  ['[^/]+/y', 'a'.repeat(long), false],
  ['\\s+$', `${' '.repeat(long)}x`, false],
  ['.*a.*b.*c', 'ab'.repeat(long / 2), false],
  ['(?:$|\\z)'.repeat(40).concat('x'), 'a'.repeat(long), false],
  ['(?:\\w+\\.?)+$', `${'a'.repeat(long)}!`, false],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(long), false],
]

test('no pattern backtracks for ever', () => {
  for (const [pattern, text, matches] of attacks) {
    const start = performance.now()
    assert.equal(compileRegex(pattern, noLimit).test(text, noLimit), matches, pattern)
    assert.ok(performance.now() - start < mostMilliseconds, pattern)
  }
})

test('patterns that can take exponential time are never left to backtracking', () => {
  for (const pattern of [
    '(a+)+$',
    '(a|aa)*$',
    '(.*)*x',
    '(?:x?){50}x{50}',
    '(?:$|\\z)'.repeat(40).concat('x'),
    '(?:a|ab)(?:a|ab)'.repeat(8),
    '(?:\\w+\\.?)+$',
    `${'(?:'.repeat(30)}a${'+b)'.repeat(30)}+`,
  ]) {
    assert.equal(estimateBacktracking(parsePattern(pattern).root), undefined, pattern)
  }
})

test('the degree of backtracking counts the loops that can be left at several places', () => {
  const degrees: [string, number][] = [
    ['foo', 1],
    ['\\d+', 1],
    ['^[a-z]+$', 1],
    ['^[^/]+/[^/]+$', 1],
    ['^(?:[a-z]+/)*x$', 1],
    ['^(?:[a-z]+/)*[a-z]+$', 2],
    ['^(?:[a-z]+/)*$', 1],
    ['\\s+$', 2],
    ['a*b', 2],
    ['^.*foo$', 1],
    ['^.*a.*b$', 2],
    ['.*a.*b.*c', 4],
  ]
  for (const [pattern, degree] of degrees) {
    assert.equal(estimateBacktracking(parsePattern(pattern).root)?.degree, degree, pattern)
  }
})

test('a search that would take long is stopped by the limit of the evaluation', () => {
  const heavy = compileRegex('(?:(?:a?b?c?d?){10}){90}[efg]', noLimit)
  const start = performance.now()
  assert.throws(() => heavy.test('abcd'.repeat(long), limitedTo(100_000)), /limit reached/)
  assert.ok(performance.now() - start < mostMilliseconds)
})

test('many matches that each look at the whole text are counted', () => {
  const regex = compileRegex('(a|x)(?:.*b)?', noLimit)
  const work = limitedTo(100_000)
  assert.throws(() => [...findMatches(regex, 'a'.repeat(long), work)], /limit reached/)
  assert.equal([...findMatches(regex, 'aaaa', limitedTo(100_000))].length, 4)
})

test('an ordinary search costs little', () => {
  const work = limitedTo(1_000)
  const regex = compileRegex('^/api/v[0-9]+/users/[^/]+$', work)
  assert.equal(regex.test('/api/v1/users/42', work), true)
  assert.ok(work.spent < 100, `${work.spent}`)
})
