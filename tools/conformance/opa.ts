import { judgeCase } from '../../packages/rego/conformance/judge-case.ts'
import { skipReason } from '../../packages/rego/conformance/skips.ts'
import { readYamlCases } from '../../packages/rego/conformance/yaml-cases.ts'
import type { Outcome } from './suites.ts'

/**
 * Runs the evaluation cases of a checkout of OPA (`v1/test/cases/testdata`) through `@sallyport/rego`. What
 * is not built on purpose is skipped, with a line for each reason.
 */
export function runOpaCases(checkout: string | undefined): readonly Outcome[] {
  if (checkout === undefined) {
    throw new Error('say where a checkout of OPA is: npm run conformance -- opa DIR')
  }
  const skipped = new Map<string, number>()
  const outcomes: Outcome[] = []
  for (const testCase of readYamlCases(checkout)) {
    const name = `${testCase.regoVersion}/${testCase.folder}: ${String(testCase.fields.note)}`
    const reason = skipReason(testCase)
    if (reason !== undefined) {
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
      continue
    }
    const verdict = judge(testCase)
    outcomes.push({ name, passed: verdict.passed, output: verdict.passed ? '' : verdict.reason })
  }
  if (outcomes.length === 0)
    throw new Error(`there are no cases below ${checkout}/v1/test/cases/testdata`)
  for (const [reason, count] of skipped) console.log(`skipped ${count}: ${reason}`)
  return outcomes
}

function judge(testCase: Parameters<typeof judgeCase>[0]): ReturnType<typeof judgeCase> {
  try {
    return judgeCase(testCase)
  } catch (error) {
    return { passed: false, reason: `threw ${String(error)}` }
  }
}
