import { builtinTable } from '../builtins/table.ts'
import type { Body, CallTerm, Expr, Term, TermExpr, VarTerm } from '../syntax/ast.ts'

export interface CapturedQuery {
  readonly body: Body
  /** By expression: the variable that has its value; undefined where it has none but `true`. */
  readonly captured: readonly (string | undefined)[]
  /** Values that are false are no answers: the query iterates, or has several expressions. */
  readonly mustHold: boolean
}

/**
 * Gives the expressions of a query variables for their values, so that `input.x > 1` is answered by
 * `false` rather than by nothing, as `opa eval` does.
 */
export function captureValues(body: Body): CapturedQuery {
  const captured = body.map((expression, i) =>
    // No text can hold such a name.
    hasValue(expression) ? `expression ${i}` : undefined,
  )
  return {
    body: body.map((expression, i) => capture(expression, captured[i])),
    captured,
    mustHold: body.length > 1 || body.some((one) => one.kind === 'term' && iterates(one.term)),
  }
}

function capture(expression: Expr, name: string | undefined): Expr {
  if (name === undefined || expression.kind !== 'term') return expression
  const { term, location } = expression
  const variable: VarTerm = { kind: 'var', name, location }
  const operator: VarTerm = { kind: 'var', name: 'eq', location }
  const equation: CallTerm = { kind: 'call', operator, args: [variable, term], location }
  return { ...expression, term: equation }
}

/** What binds by itself (`x := 1`, `x = 1`, `plus(1, 2, x)`) or prints has none. */
function hasValue(expression: Expr): expression is TermExpr {
  if (expression.kind !== 'term') return false
  const { term } = expression
  if (term.kind !== 'call') return true
  const name = nameOf(term)
  if (['eq', 'assign', 'print'].includes(name)) return false
  const declared = builtinTable.get(name)
  return declared === undefined || term.args.length <= declared.args.length
}

function nameOf({ operator }: CallTerm): string {
  if (operator.kind === 'var') return operator.name
  const steps = [operator.head, ...operator.path]
  return steps.map((step) => (step.kind === 'var' ? step.name : constantText(step))).join('.')
}

function constantText(step: Term): string {
  return step.kind === 'string' ? step.value : '?'
}

function iterates(term: Term): boolean {
  switch (term.kind) {
    case 'ref':
      return (
        term.path.some(({ kind }) => kind === 'var') || [term.head, ...term.path].some(iterates)
      )
    case 'call':
      return builtinTable.get(nameOf(term))?.enumerate !== undefined || term.args.some(iterates)
    case 'array':
    case 'set':
      return term.items.some(iterates)
    case 'object':
      return term.entries.some((entry) => entry.some(iterates))
    default:
      return false
  }
}
