import type { Builtin } from '../../builtins/builtin.ts'
import type { DraftExpr } from '../draft/draft.ts'
import { builtinName } from '../draft/operators.ts'
import { callsSome, type ProgramDraft } from '../draft/program-draft.ts'
import { headTerms, walkExprs, walkExprsOfTerm } from '../draft/walk.ts'

/** Functions of OPA that are not here are called only where some `with` replaces them. */
export function checkUnavailable(program: ProgramDraft): void {
  if (!callsSome(program, ({ unavailable }) => unavailable !== undefined)) return
  const replaced = new Set<string>()
  eachExpr(program, (expr) => {
    for (const { target } of expr.with) {
      const name = target.kind === 'ref' ? builtinName(target) : undefined
      if (name !== undefined) replaced.add(name)
    }
  })
  eachExpr(program, (expr) => refuseUnavailable(program, expr, replaced))
}

function eachExpr(program: ProgramDraft, visit: (expr: DraftExpr) => void): void {
  for (const { all } of program.modules) {
    for (const rule of all) {
      for (const term of headTerms(rule.head)) walkExprsOfTerm(term, visit)
      walkExprs(rule.body, visit)
    }
  }
}

export function refuseUnavailable(
  program: Pick<ProgramDraft, 'builtins' | 'refuse'>,
  expr: DraftExpr,
  replaced: ReadonlySet<string> = new Set(),
): void {
  if (expr.kind !== 'call') return
  const name = builtinName(expr.operator)
  const builtin: Builtin | undefined = name === undefined ? undefined : program.builtins.get(name)
  if (name === undefined || builtin?.unavailable === undefined || replaced.has(name)) return
  const message = `function ${name} is not available here: ${builtin.unavailable}`
  program.refuse('rego_type_error', message, expr.location)
}
