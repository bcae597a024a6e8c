import type { ConstantTerm, LinkedRule, LinkedTerm, Program, RuleNode } from '../link/program.ts'

/** A rule whose name starts with `test_`, or with `todo_test_`. */
export interface TestRule {
  readonly rule: LinkedRule
  /** Below `data`, as far as the name. */
  readonly path: readonly string[]
  /** How many of its steps are the package. */
  readonly packageLength: number
  /** What of its head comes after the name: the name of a case. */
  readonly caseSteps: readonly LinkedTerm[]
  /** `todo_test_`: not to be run. */
  readonly todo: boolean
}

/** The tests of a program, in the order of the sources. */
export function findTests({ root }: Program): readonly TestRule[] {
  return rulesBelow(root)
    .flatMap((rule) => asTest(rule) ?? [])
    .sort((a, b) => a.rule.id - b.rule.id)
}

export function rulesBelow({ rules, children }: RuleNode): readonly LinkedRule[] {
  return [...rules, ...[...children.values()].flatMap(rulesBelow)]
}

function asTest(rule: LinkedRule): TestRule | undefined {
  if (rule.kind === 'function') return undefined
  const packagePath = rule.module.package.path
  const packageLength = packagePath.kind === 'ref' ? packagePath.path.length : 0
  const at = rule.path.findIndex((name, i) => i >= packageLength && /^(?:todo_)?test_/.test(name))
  if (at === -1) return undefined
  const below = rule.path
    .slice(at + 1)
    .map((value): ConstantTerm => ({ kind: 'constant', value, location: rule.location }))
  return {
    rule,
    path: rule.path.slice(0, at + 1),
    packageLength,
    caseSteps: [...below, ...rule.steps],
    todo: rule.path[at]?.startsWith('todo_') === true,
  }
}
