import type { CoverageReport } from '../explain/coverage.ts'
import type { FailedRule } from '../explain/explanation.ts'
import type { OutcomeError } from '../outcome.ts'
import type { Plain } from '../run/to-plain.ts'
import type { Location } from '../syntax/location.ts'

export interface TestReport {
  /** In the order of the sources. */
  readonly results: readonly TestResult[]
  /** Where it was asked for. */
  readonly coverage?: CoverageReport
}

export interface TestResult {
  readonly location: Location
  /** `data.authz_test` */
  readonly package: string
  /** `test_allowed`; the second rule of a name is `test_allowed#01`. */
  readonly name: string
  readonly outcome: 'pass' | 'fail' | 'error' | 'skip'
  readonly durationNs: number
  readonly error?: OutcomeError
  /** What it printed, a line each. */
  readonly output: readonly string[]
  /** Of a rule `test_x[case]`: each case. */
  readonly cases: readonly CaseResult[]
  /** What it came to where that is not `true`. */
  readonly value?: Plain
  /** Why it failed: see `Explanation`. */
  readonly closest: readonly FailedRule[]
}

export interface CaseResult {
  readonly name: string
  readonly outcome: 'pass' | 'fail'
  readonly cases: readonly CaseResult[]
  readonly closest: readonly FailedRule[]
}

export interface TestCounts {
  readonly pass: number
  readonly fail: number
  readonly skip: number
  readonly error: number
}

/** How many there are of each; a rule with cases counts as many as it has. */
export function countTests(results: readonly TestResult[]): TestCounts {
  const counts = { pass: 0, fail: 0, skip: 0, error: 0 }
  for (const { outcome, cases } of results) {
    const leaves = outcome === 'error' ? [] : leavesOf(cases)
    if (leaves.length === 0) counts[outcome]++
    for (const leaf of leaves) counts[leaf.outcome]++
  }
  return counts
}

function leavesOf(cases: readonly CaseResult[]): readonly CaseResult[] {
  return cases.flatMap((one) => (one.cases.length === 0 ? [one] : leavesOf(one.cases)))
}
