import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findMatches } from '../../src/regex/find-matches.ts'
import { JavaScriptEngine } from '../../src/regex/javascript-engine.ts'
import { NfaEngine } from '../../src/regex/nfa-engine.ts'
import { parsePattern } from '../../src/regex/parse-pattern.ts'
import type { Regex } from '../../src/regex/regex.ts'
import { noLimit } from './match-with.ts'

const atom = fc.constantFrom(
  ...['a', 'b', '.', '\\d', '\\w', '[ab]', '[^a]', '^', '$', '\\b', '\\B', 'é', '1', '\\pL'],
  ...['(?i:k)', '(?i:[^s])', '(?m:^)', '(?m:$)', '(?s:.)', '\\p{Lu}', '(?i:\\p{Lu})', '😀'],
)
const quantifier = fc.constantFrom('', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{0}')

const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  pattern: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    atom,
    fc
      .tuple(fc.constantFrom('(', '(?:'), tie('pattern'), tie('pattern'), quantifier)
      .map(([open, a, b, times]) => `${open}${a}|${b})${times}`),
    fc
      .tuple(fc.constantFrom('(', '(?:'), tie('pattern'), quantifier)
      .map(([open, body, times]) => `${open}${body})${times}`),
  ),
}))

const text = fc
  .array(fc.constantFrom('a', 'b', 'K', 's', 'é', '1', '\n', ' ', '😀', '\u212a'), { maxLength: 8 })
  .map((characters) => characters.join(''))

test('both engines find the same matches, with the same groups', () => {
  let compared = 0
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      const parsed = parsePattern(source)
      const javaScript = new JavaScriptEngine(parsed)
      const nfa = new NfaEngine(parsed)
      const fast = javaScript.test(subject, noLimit)
      if (fast === undefined) return
      compared++
      assert.equal(nfa.test(subject, noLimit), fast)
      if (javaScript.find(subject, 0, noLimit) === 'not here') return
      assert.deepEqual(found(javaScript, subject), found(nfa, subject))
    }),
    { numRuns: 500 },
  )
  assert.ok(compared > 50)
})

function found(engine: JavaScriptEngine | NfaEngine, subject: string) {
  const regex: Regex = {
    groupNames: [],
    test: () => false,
    find: (text, from, work) => {
      const match = engine.find(text, from, work)
      return match === 'not here' ? undefined : match
    },
  }
  return [...findMatches(regex, subject, noLimit)].map(({ start, end, groups }) => ({
    start,
    end,
    groups: Array.from(groups),
  }))
}
