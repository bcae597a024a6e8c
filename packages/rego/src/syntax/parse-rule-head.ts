import type { RefTerm, Term, VarTerm } from './ast.ts'
import type { Location } from './location.ts'
import { parseVariable } from './parse-primary.ts'
import { followSteps } from './parse-reference.ts'
import type { Parser } from './parser.ts'
import { printTerm } from './print-term.ts'
import { truth } from './terms.ts'
import { Token } from './token.ts'

/** The head of a rule as it was read; what it declares shows only with what follows. */
export interface HeadDraft {
  readonly reference: VarTerm | RefTerm
  readonly args?: readonly Term[]
  readonly key?: Term
  readonly value?: Term
  readonly assign: boolean
  readonly contains: boolean
  readonly impliedValue: boolean
  /** White space before the steps of the reference: as a term it would end there. */
  readonly spaced: boolean
  readonly location: Location
}

/** At the name of a rule: its steps or arguments and its value. */
export function parseRuleHead(parser: Parser, isDefault: boolean): HeadDraft | undefined {
  const start = parser.here()
  const name = parseVariable(parser)
  const spaced = goToSteps(parser)
  const term = followSteps(parser, name)
  if (term === undefined) {
    parser.refuseToken('expected rule head name')
    return undefined
  }
  const called = callParts(parser, term)
  if (called === undefined) return undefined
  const { reference, args } = called
  const parts = { reference, ...(args && { args }), spaced }
  if (parser.at(Token.contains)) {
    const key = parseKey(parser, reference, args)
    const location = parser.since(start)
    const plain = { ...parts, assign: false, contains: true, impliedValue: false, location }
    return key === undefined ? plain : { ...plain, key }
  }
  const assign = parser.at(Token.assign)
  const value = parseValue(parser, reference, args, isDefault)
  const location = parser.since(start)
  const rest = { ...parts, assign, contains: false, location }
  if (value !== undefined) return { ...rest, impliedValue: false, value }
  const implied = stepCount(reference) !== 1 || (args !== undefined && args.length > 0)
  if (!implied) return { ...rest, impliedValue: false }
  return { ...rest, impliedValue: true, value: truth(location) }
}

/** Steps after the name. */
export function stepCount(reference: VarTerm | RefTerm): number {
  return reference.kind === 'ref' ? reference.path.length : 0
}

/** Goes to the token after a rule's name; true where steps follow after white space. */
function goToSteps(parser: Parser): boolean {
  parser.nextOrSpace()
  if (parser.at(Token.whitespace)) {
    parser.next()
    return parser.at(Token.leftParen) || parser.at(Token.dot) || parser.at(Token.leftBracket)
  }
  if (isOperator(parser.token)) parser.refuseToken()
  return false
}

function isOperator(token: Token): boolean {
  switch (token) {
    case Token.unify:
    case Token.assign:
    case Token.in:
      return false
    default:
      return token >= Token.plus && token <= Token.lessEqual
  }
}

function callParts(
  parser: Parser,
  term: Term,
): { reference: VarTerm | RefTerm; args?: readonly Term[] } | undefined {
  switch (term.kind) {
    case 'var':
    case 'ref':
      return { reference: term }
    case 'call': {
      const { operator, args } = term
      if (operator.kind === 'ref' && operator.head.kind !== 'var') {
        parser.refuseToken(`rule head ref ${printTerm(operator)} invalid`)
        return undefined
      }
      return { reference: operator, args }
    }
    default:
      return undefined
  }
}

function parseKey(
  parser: Parser,
  reference: Term,
  args: readonly Term[] | undefined,
): Term | undefined {
  const name = printTerm(reference)
  if (args !== undefined) {
    parser.refuseToken(
      `the contains keyword can only be used with multi-value rule definitions (e.g., ${name} contains <VALUE> { ... })`,
    )
  }
  parser.next()
  const key = parser.grammar.infix(parser)
  if (key === undefined) {
    parser.refuseToken(`expected rule key term (e.g., ${name} contains <VALUE> { ... })`)
  }
  return key
}

function parseValue(
  parser: Parser,
  reference: Term,
  args: readonly Term[] | undefined,
  isDefault: boolean,
): Term | undefined {
  const { token } = parser
  if (token !== Token.unify && token !== Token.assign) return undefined
  parser.next()
  const value = parser.grammar.infix(parser)
  if (value !== undefined) return value
  const name = printTerm(reference)
  if (token === Token.unify) {
    parser.refuseToken(`expected rule value term (e.g., ${name}[<nil>] = <VALUE> { ... })`)
  } else if (args !== undefined && args.length > 0) {
    parser.refuseToken(`expected function value term (e.g., ${name}(...) := <VALUE> { ... })`)
  } else if (isDefault) {
    parser.refuseToken(`expected default rule value term (e.g., default ${name} := <VALUE>)`)
  } else {
    parser.refuseToken(`expected rule value term (e.g., ${name} := <VALUE> { ... })`)
  }
  return undefined
}
