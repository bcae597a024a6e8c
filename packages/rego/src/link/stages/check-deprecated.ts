import type { Location } from '../../syntax/location.ts'
import type { DraftExpr } from '../draft/draft.ts'
import { builtinName } from '../draft/operators.ts'
import { callsSome, type ProgramDraft } from '../draft/program-draft.ts'
import { headTerms, walkExprs, walkExprsOfTerm } from '../draft/walk.ts'

/** v1 and strict programs do not call deprecated functions. */
export function checkDeprecated(program: ProgramDraft): void {
  if (!callsSome(program, ({ deprecated }) => deprecated === true)) return
  for (const module of program.modules) {
    if (!program.strict && !module.v1) continue
    const visit = (expr: DraftExpr): void => refuseDeprecated(program, expr)
    for (const rule of module.all) {
      for (const term of headTerms(rule.head)) walkExprsOfTerm(term, visit)
      walkExprs(rule.body, visit)
    }
  }
}

export function refuseDeprecated(
  program: Pick<ProgramDraft, 'builtins' | 'refuse'>,
  expr: DraftExpr,
): void {
  if (expr.kind !== 'call') return
  const name = builtinName(expr.operator)
  if (name === undefined || program.builtins.get(name)?.deprecated !== true) return
  const message = `deprecated built-in function calls in expression: ${name}`
  const { location }: { location: Location } = expr
  program.refuse('rego_type_error', message, location)
}
