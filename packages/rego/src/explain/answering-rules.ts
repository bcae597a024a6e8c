import { type Plain, toPlain } from '../run/to-plain.ts'
import type { Value } from '../values/value.ts'
import type { ExplainedRule } from './explanation.ts'
import type { Attempt, Evaluation } from './recorder.ts'

/** What is shown of a value: an explanation is for people. */
const limits = { output: 1_000, depth: 32 }

/** An explanation of more rules than that explains nothing. */
const mostRules = 200

/** The rules that answered, each before those that it asked. */
export function answeringRules(asked: readonly Evaluation[]): readonly ExplainedRule[] {
  const found: ExplainedRule[] = []
  const seen = new Set<Evaluation>()
  const open = [...asked].reverse()
  for (let at = open.pop(); at !== undefined && found.length < mostRules; at = open.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    const answered = at.attempts.filter(({ answers }) => answers.length > 0)
    found.push(...answered.flatMap((attempt) => asExplained(attempt, at)))
    open.push(...answered.flatMap((attempt) => attempt.asked).reverse())
  }
  return found
}

function asExplained(
  { rule: { rule }, answers }: Attempt,
  { unit: { kind }, value: whole }: Evaluation,
): ExplainedRule[] {
  if (rule === undefined) return []
  const value = kind === 'set' ? answers : kind === 'object' ? whole : answers[0]
  return [
    {
      name: ['data', ...rule.path].join('.'),
      location: rule.location,
      value: shownValue(value ?? null),
    },
  ]
}

/** A copy for people; `…` where it would be too big. */
export function shownValue(value: Value): Plain {
  try {
    return toPlain(value, limits)
  } catch {
    return '…'
  }
}
