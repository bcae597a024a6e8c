import type { LinkedBody, LinkedExpr, LinkedRule, LinkedTerm } from '../link/program.ts'
import type { TestRule } from './find-tests.ts'
import { localsIn } from './locals-in.ts'

/** Called with the names of a case as soon as they are known: a case that fails later has been seen. */
export const testCaseBuiltin = 'internal.test_case'

/**
 * The rule of `test_x[case]` with a call that tells its case, as early as the names are known. What the
 * compiler has put at the end to name the case (`test_x[c.note]`) moves up to what it is made of.
 */
export function markTestCase({ rule, caseSteps }: TestRule): LinkedRule {
  if (caseSteps.length === 0) return rule
  const names = caseSteps.flatMap((step) => (step.kind === 'local' ? [step.name] : []))
  const body = names.reduce(moveUp, rule.body)
  const at = Math.max(0, ...names.map((name) => firstWith(body, name) + 1))
  return { ...rule, body: [...body.slice(0, at), tell(rule, caseSteps), ...body.slice(at)] }
}

function tell({ location: rule }: LinkedRule, caseSteps: readonly LinkedTerm[]): LinkedExpr {
  // No text was written for it.
  const location = { ...rule, end: rule.offset }
  return {
    kind: 'call',
    callee: { kind: 'builtin', name: testCaseBuiltin },
    args: [{ kind: 'array', items: caseSteps, location }],
    with: [],
    location,
    generated: true,
  }
}

/** A generated expression that gives a name stands right behind what it needs. */
function moveUp(body: LinkedBody, name: string): LinkedBody {
  const from = firstWith(body, name)
  const expression = body[from]
  if (expression?.generated !== true) return body
  const needed = [...localsIn(expression)].map((local) => firstWith(body, local))
  const to = Math.max(0, ...needed.filter((at) => at < from).map((at) => at + 1))
  return [...body.slice(0, to), expression, ...body.slice(to, from), ...body.slice(from + 1)]
}

function firstWith(body: LinkedBody, name: string): number {
  return body.findIndex((expression) => localsIn(expression).has(name))
}
