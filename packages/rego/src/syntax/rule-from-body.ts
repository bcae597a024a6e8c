import type { Body, CallTerm, Expr, RefTerm, Rule, RuleHead, Term, VarTerm } from './ast.ts'
import type { Location } from './location.ts'
import { printTerm } from './print-term.ts'
import type { RuleDraft } from './rule-draft.ts'
import { isCallOf, isRootDocument, termName, truth } from './terms.ts'

/**
 * What a statement that is a body alone declares: `p := 1`, `p[x]`, `f(x)`. A text says why it declares
 * nothing. `isBuiltin` knows the functions whose calls declare nothing.
 */
export function ruleFromBody(body: Body, isBuiltin: (name: string) => boolean): RuleDraft | string {
  const [expression] = body
  if (body.length !== 1 || expression === undefined) {
    return 'multiple expressions cannot be used for rule head'
  }
  const refusal = refusalOf(expression)
  if (refusal !== undefined) return refusal
  if (expression.kind !== 'term') return 'expression cannot be used for rule head'
  return ruleFromTerm(expression.term, expression.location, isBuiltin)
}

function refusalOf(expression: Expr): string | undefined {
  if (expression.with.length > 0)
    return 'expressions using with keyword cannot be used for rule head'
  switch (expression.kind) {
    case 'not':
      return 'negated expressions cannot be used for rule head'
    case 'some':
    case 'some-in':
      return "'some' declarations cannot be used for rule head"
    default:
      return undefined
  }
}

function ruleFromTerm(
  term: Term,
  location: Location,
  isBuiltin: (name: string) => boolean,
): RuleDraft | string {
  if (term.kind === 'ref') return ruleFromReference(term)
  if (isRootDocument(term)) return 'refs cannot be used for rule head'
  if (term.kind !== 'call') return `${termName(term)} cannot be used for rule name`
  const assign = isCallOf(term, 'assign')
  if (!assign && !isCallOf(term, 'eq')) return ruleFromCall(term, isBuiltin)
  const [left, right] = term.args
  if (left === undefined || right === undefined) return 'assignment requires two operands'
  return ruleFromEquation(left, right, assign, location)
}

/** `p.q.r` is true; `p[x]`, with one step, is an element of a set. */
function ruleFromReference(term: RefTerm): RuleDraft | string {
  const { head: name, path, location } = term
  const [key] = path
  if (name.kind !== 'var' || key === undefined) return `invalid rule head: ${printTerm(term)}`
  if (path.length > 1) {
    const head = { reference: term, value: truth(location), assign: false, location }
    return draft(head, location, true)
  }
  return draft({ reference: name, key, assign: false, location }, location, false)
}

function ruleFromCall(term: CallTerm, isBuiltin: (name: string) => boolean): RuleDraft | string {
  const { operator, args } = term
  const name = printTerm(operator)
  if (isBuiltin(name)) return 'rule name conflicts with built-in function'
  if (args.length === 0) return 'rule argument list must take at least one argument'
  const reference = declaredName(operator)
  if (typeof reference === 'string') return reference
  const { location } = operator
  return draft(
    { reference, args, value: truth(location), assign: false, location },
    location,
    false,
  )
}

/** `left = right` or `left := right`. */
export function ruleFromEquation(
  left: Term,
  value: Term,
  assign: boolean,
  location: Location,
): RuleDraft | string {
  const args = left.kind === 'call' ? left.args : undefined
  const name = left.kind === 'call' ? left.operator : left
  const reference = declaredName(name)
  if (typeof reference === 'string') {
    return left.kind === 'call' ? 'call cannot be used for rule name' : reference
  }
  const head = { reference, ...(args && { args }), value, assign, location }
  return draft(head, location, false, value.location)
}

function declaredName(name: Term): VarTerm | RefTerm | string {
  if (name.kind === 'var') return name
  if (name.kind === 'ref' && name.head.kind === 'var') return name
  return name.kind === 'ref'
    ? `invalid rule head: ${printTerm(name)}`
    : `${termName(name)} cannot be used for rule name`
}

function draft(
  head: RuleHead,
  location: Location,
  impliedValue: boolean,
  place: Location = location,
): RuleDraft {
  const body: Body = [{ kind: 'term', term: truth(place), with: [], location: place }]
  const rule: Rule = {
    default: false,
    head,
    body,
    bodyGiven: false,
    annotations: [],
    location,
  }
  return { rule, style: { if: false, contains: false, impliedValue } }
}
