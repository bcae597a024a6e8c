import type { CallTerm, NumberTerm, RefTerm, StringTerm, Term, VarTerm } from './ast.ts'
import type { Location } from './location.ts'

/** Makers of terms, so that every node of a kind has the same shape, and the names that messages have for them. */

export function variable(name: string, location: Location): VarTerm {
  return { kind: 'var', name, location }
}

export function string(value: string, location: Location): StringTerm {
  return { kind: 'string', value, location }
}

export function truth(location: Location): Term {
  return { kind: 'boolean', value: true, location }
}

export function zero(location: Location): NumberTerm {
  return { kind: 'number', value: 0, text: '0', location }
}

export function reference(head: Term, path: readonly Term[], location: Location): RefTerm {
  return { kind: 'ref', head, path, location }
}

export function call(
  operator: VarTerm | RefTerm,
  args: readonly Term[],
  infix: string | undefined,
  location: Location,
): CallTerm {
  return infix === undefined
    ? { kind: 'call', operator, args, location }
    : { kind: 'call', operator, args, infix, location }
}

/** The same term, standing elsewhere. */
export function moved(term: Term, location: Location): Term {
  return { ...term, location }
}

/** `input` and `data`: references where other names are variables. */
export function isRootDocument(term: Term): boolean {
  return term.kind === 'var' && (term.name === 'input' || term.name === 'data')
}

/** What messages call a term. */
export function termName(term: Term): string {
  switch (term.kind) {
    case 'var':
      return isRootDocument(term) ? 'ref' : 'var'
    case 'comprehension':
      return `${term.collects}comprehension`
    case 'template':
      return 'templatestring'
    default:
      return term.kind
  }
}

/** Whether an operator or a function of this name is called. */
export function isCallOf(term: Term, name: string): term is CallTerm {
  return term.kind === 'call' && term.operator.kind === 'var' && term.operator.name === name
}

/** `in` with one name (`internal.member_2`) or two (`internal.member_3`): how many terms stand before it. */
export function membershipNames(term: Term): 0 | 1 | 2 {
  if (term.kind !== 'call' || term.operator.kind !== 'ref') return 0
  const { head, path } = term.operator
  const step = path[0]
  if (head.kind !== 'var' || head.name !== 'internal' || path.length !== 1) return 0
  if (step === undefined || step.kind !== 'string') return 0
  if (step.value === 'member_2') return 1
  return step.value === 'member_3' ? 2 : 0
}

/** Without variables (but for the heads of references), comprehensions and template strings. */
export function isGround(term: Term): boolean {
  switch (term.kind) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
      return true
    case 'var':
      return isRootDocument(term)
    case 'array':
    case 'set':
      return term.items.every(isGround)
    case 'ref':
      return term.path.every(isGround)
    case 'call':
      return term.args.every(isGround)
    case 'object':
      return term.entries.every(([key, value]) => isGround(key) && isGround(value))
    default:
      return false
  }
}
