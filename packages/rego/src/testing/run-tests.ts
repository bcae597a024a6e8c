import type { Builtin } from '../builtins/builtin.ts'
import { builtinTable } from '../builtins/table.ts'
import { Coverage } from '../explain/coverage.ts'
import { explainer } from '../explain/explain.ts'
import type { Limits } from '../limits.ts'
import { type EvaluateOptions, Policy, type WatchedPolicy } from '../policy.ts'
import { systemNow } from '../run/evaluate-entry.ts'
import type { Value } from '../values/value.ts'
import { caseResults } from './case-results.ts'
import type { TestRule } from './find-tests.ts'
import { testCaseBuiltin } from './mark-test-case.ts'
import { printBuiltins } from './print-builtins.ts'
import { separateTests } from './separate-tests.ts'
import type { TestReport, TestResult } from './test-report.ts'

export interface TestOptions {
  /** Only tests whose full name (`data.authz_test.test_allowed`) has a match. */
  readonly filter?: RegExp
  /** Whether to report which lines were run. */
  readonly coverage?: boolean
  /** Of each test. Default: those of the policy. */
  readonly limits?: Partial<Limits>
}

/** What tests do beside giving an answer. */
interface Told {
  output: string[]
  cases: Value[]
}

/**
 * Runs the tests of a policy: rules whose name starts with `test_` and which must be `true`; a rule
 * `test_x[case]` is a test for each case. A rule whose name starts with `todo_test_` is skipped. For what
 * failed the report says where. Output of `print` is there if the policy was compiled to keep it. Never
 * throws for what a policy does.
 */
export function runTests(policy: Policy, options: TestOptions = {}): TestReport {
  const told: Told = { output: [], cases: [] }
  const { program, tests } = separateTests(policy.parts.program)
  const separated = new Policy({ ...policy.parts, program, builtins: telling(policy, told) })
  const coverage = options.coverage === true ? new Coverage() : undefined
  const watched = coverage && separated.watch(coverage)
  const run = testRunner(separated, watched, told, options.limits)
  const results = tests
    .filter((test) => options.filter?.test(fullName(test)) ?? true)
    .map((test) => (test.todo ? skipped(test) : run(test)))
  if (coverage === undefined || watched === undefined) return { results }
  return { results, coverage: coverage.report(program.modules, watched.plan.expressions) }
}

function telling({ parts }: Policy, told: Told): ReadonlyMap<string, Builtin> {
  const builtins = new Map(parts.builtins)
  const declared = builtinTable.get(testCaseBuiltin)
  const testCase = declared && {
    ...declared,
    evaluate: (_call: unknown, names: Value) => {
      told.cases.push(names)
      return true
    },
  }
  const print = printBuiltins((line) => {
    told.output.push(line)
  })
  for (const builtin of [...print, ...(testCase === undefined ? [] : [testCase])])
    builtins.set(builtin.name, builtin)
  return builtins
}

function testRunner(
  policy: Policy,
  watched: WatchedPolicy | undefined,
  told: Told,
  limits: Partial<Limits> = {},
): (test: TestRule) => TestResult {
  let lazy: ReturnType<typeof explainer> | undefined
  return (test) => {
    told.output = []
    told.cases = []
    // The same for the evaluation and for the explanation of it.
    const now = systemNow()
    const evaluateOptions: EvaluateOptions = { limits, now: () => now }
    const startedAt = performance.now()
    const outcome = (watched ?? policy).evaluate(test.path, undefined, evaluateOptions)
    const durationNs = Math.round((performance.now() - startedAt) * 1e6)
    const { output, cases } = told
    // What an explanation prints once more is nobody's.
    told.output = []
    told.cases = []
    const closest = (path: readonly string[]) => {
      lazy ??= explainer(policy)
      return lazy(path, undefined, evaluateOptions).closest
    }
    const result = { ...named(test), durationNs, output, cases: [], closest: [] }
    if (outcome.kind === 'error') return { ...result, outcome: 'error', error: outcome.error }
    const value = outcome.kind === 'defined' ? outcome.value : undefined
    if (test.caseSteps.length > 0) {
      const each = caseResults(value, cases, (names) => closest([...test.path, ...names]))
      const failed = each.some((one) => one.outcome === 'fail')
      return { ...result, outcome: failed ? 'fail' : 'pass', cases: each }
    }
    if (value === true) return { ...result, outcome: 'pass' }
    return {
      ...result,
      outcome: 'fail',
      ...(value === undefined ? {} : { value }),
      closest: closest(test.path),
    }
  }
}

function named({ rule, path, packageLength }: TestRule) {
  return {
    location: rule.location,
    package: ['data', ...path.slice(0, packageLength)].join('.'),
    name: path.slice(packageLength).join('.'),
  }
}

function fullName(test: TestRule): string {
  const { package: inPackage, name } = named(test)
  return `${inPackage}.${name}`
}

function skipped(test: TestRule): TestResult {
  return { ...named(test), outcome: 'skip', durationNs: 0, output: [], cases: [], closest: [] }
}
