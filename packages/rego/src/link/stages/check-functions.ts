import type { CallExprDraft, DraftExpr } from '../draft/draft.ts'
import { builtinName, isUnify } from '../draft/operators.ts'
import { printReference } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { headTerms, walkExprs, walkExprsOfTerm } from '../draft/walk.ts'
import { argumentError } from '../types/check-body-types.ts'
import { TypeScope } from '../types/type-scope.ts'
import { TypeTree } from '../types/type-tree.ts'

/** Every function that is called must be there and take as many arguments as it is given. */
export function checkFunctions(program: ProgramDraft): void {
  const visit = (expr: DraftExpr): void => checkCall(program, expr)
  for (const module of program.modules) {
    for (const rule of module.all) {
      for (const term of headTerms(rule.head)) walkExprsOfTerm(term, visit)
      walkExprs(rule.body, visit)
    }
  }
}

export function checkCall(program: ProgramDraft, expr: DraftExpr): void {
  if (expr.kind !== 'call') return
  const { operator, args } = expr
  const wanted = program.arity(operator)
  const name = printReference(operator.terms, program.original)
  if (wanted === undefined) {
    program.refuse('rego_type_error', `undefined function ${name}`, expr.location)
    return
  }
  const given = args.length
  if (
    expr.generated
      ? isUnify(expr) || given === wanted + 1
      : given === wanted || given === wanted + 1
  ) {
    return
  }
  refuseCount(program, expr, name, wanted)
}

function refuseCount(
  program: ProgramDraft,
  expr: CallExprDraft,
  name: string,
  wanted: number,
): void {
  const builtin = program.builtins.get(builtinName(expr.operator) ?? '')
  if (builtin !== undefined) {
    const scope = new TypeScope(program, new TypeTree())
    const have = expr.args.map((arg) => scope.type(arg))
    const { diagnostic } = argumentError(scope, expr.operator, 'arity mismatch', have, false)
    program.diagnostics.push({ ...diagnostic, location: expr.location })
    return
  }
  const given = expr.generated ? expr.args.length - 1 : expr.args.length
  const noun = given === 1 ? 'argument' : 'arguments'
  const message = `function ${name} has arity ${wanted}, got ${given} ${noun}`
  program.refuse('rego_type_error', message, expr.location)
}
