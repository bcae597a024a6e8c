import type { CallDraft, CallExprDraft, DraftExpr, RefDraft } from './draft.ts'

/** The name of a built-in that a call may mean: `count`, `array.concat`; undefined for what cannot be one. */
export function builtinName({ terms }: RefDraft): string | undefined {
  const [head] = terms
  if (head === undefined || head.kind !== 'var') return undefined
  if (terms.length === 1) return head.name
  let name = head.name
  for (let i = 1; i < terms.length; i++) {
    const step = terms[i]
    if (step === undefined || step.kind !== 'scalar' || typeof step.value !== 'string') {
      return undefined
    }
    name += `.${step.value}`
  }
  return name
}

/** Whether the operator is this name without a package. */
export function isNamed(operator: RefDraft, name: string): boolean {
  const [head] = operator.terms
  return (
    operator.terms.length === 1 && head !== undefined && head.kind === 'var' && head.name === name
  )
}

/** `x = y`, and what was `x := y`. */
export function isUnify(expr: CallExprDraft): boolean {
  return isNamed(expr.operator, 'eq')
}

/** `x := y` before its variables are named. */
export function isAssignment(expr: DraftExpr): expr is CallExprDraft {
  return expr.kind === 'call' && isNamed(expr.operator, 'assign')
}

/** Built-ins that give nothing: their calls stand alone. */
const voidNames: ReadonlySet<string> = new Set(['print', 'internal.print', 'internal.test_case'])

export function isVoid(call: CallDraft): boolean {
  const name = builtinName(call.operator)
  return name !== undefined && voidNames.has(name)
}

export function isVoidName(name: string): boolean {
  return voidNames.has(name)
}
