import type { DraftExpr, DraftModule, DraftTerm } from '../draft/draft.ts'
import { isAssignment } from '../draft/operators.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { headTerms, walkExprs, walkExprsOfTerm } from '../draft/walk.ts'

/** In v1 and under strict nothing may be called `input` or `data`. */
export function checkOverrides(program: ProgramDraft): void {
  for (const module of program.modules) {
    if (program.strict || module.v1) checkModule(program, module)
  }
}

function checkModule(program: ProgramDraft, module: DraftModule): void {
  for (const { head, location } of module.rules) {
    const name = rootName(head.terms[0])
    if (name !== undefined) {
      const message = `rules must not shadow ${name} (use a different rule name)`
      program.refuse('rego_compile_error', message, location)
    }
  }
  for (const rule of module.all) {
    if (!rule.uses.rootAssigned) continue
    const visit = (expr: DraftExpr): void => refuseAssignedRoot(program, expr)
    for (const term of headTerms(rule.head)) walkExprsOfTerm(term, visit)
    walkExprs(rule.body, visit)
  }
}

/** `input := 1` */
export function refuseAssignedRoot(program: Pick<ProgramDraft, 'refuse'>, expr: DraftExpr): void {
  if (!isAssignment(expr)) return
  const [target] = expr.args
  const name =
    target?.kind === 'ref' && target.terms.length === 1 ? rootName(target.terms[0]) : undefined
  if (name === undefined) return
  const message = `variables must not shadow ${name} (use a different variable name)`
  program.refuse('rego_compile_error', message, expr.location)
}

function rootName(term: DraftTerm | undefined): string | undefined {
  if (term?.kind !== 'var') return undefined
  return term.name === 'input' || term.name === 'data' ? term.name : undefined
}
