import type { FailedRule } from '../explain/explanation.ts'
import type { Plain } from '../run/to-plain.ts'
import { toJson } from '../values/json.ts'
import type { Value } from '../values/value.ts'
import type { CaseResult } from './test-report.ts'

/** So many failures of a rule are explained; the others are only named. */
const mostExplained = 20

interface Draft {
  /** Whether the rule gave it anything but `true`, or nothing. */
  ownFailure: boolean
  readonly inner: Map<string, Draft>
}

/**
 * The cases of a rule `test_x[case]`: those in its value, which pass where they are `true`, and those
 * that were only begun (`told`), which fail.
 */
export function caseResults(
  value: Plain | undefined,
  told: readonly Value[],
  explain: (names: readonly string[]) => readonly FailedRule[],
): readonly CaseResult[] {
  const root: Draft = { ownFailure: false, inner: new Map() }
  for (const names of told) addTold(root, names)
  if (value !== undefined) addValue(root, value)
  let left = mostExplained
  const close = ([name, draft]: [string, Draft], around: readonly string[]): CaseResult => {
    const path = [...around, name]
    const cases = resultsIn(draft, path)
    const failed = draft.ownFailure || cases.some(({ outcome }) => outcome === 'fail')
    const explained = failed && cases.length === 0 && left-- > 0
    return {
      name,
      outcome: failed ? 'fail' : 'pass',
      cases,
      closest: explained ? explain(path) : [],
    }
  }
  const resultsIn = ({ inner }: Draft, path: readonly string[]): readonly CaseResult[] =>
    [...inner].sort(([a], [b]) => (a < b ? -1 : 1)).map((entry) => close(entry, path))
  return resultsIn(root, [])
}

function addTold(root: Draft, names: Value): void {
  if (!Array.isArray(names)) return
  let draft = root
  for (const name of names as readonly Value[]) {
    draft = innerOf(draft, typeof name === 'string' ? name : toJson(name))
  }
  draft.ownFailure = true
}

function addValue(draft: Draft, value: Plain): void {
  if (isObject(value)) {
    draft.ownFailure = false
    for (const [name, inner] of Object.entries(value)) addValue(innerOf(draft, name), inner)
  } else draft.ownFailure = value !== true
}

function isObject(value: Plain): value is { [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function innerOf({ inner }: Draft, name: string): Draft {
  const known = inner.get(name)
  if (known !== undefined) return known
  const made: Draft = { ownFailure: false, inner: new Map() }
  inner.set(name, made)
  return made
}
