import type { Term } from './ast.ts'
import type { Parser } from './parser.ts'
import { call, variable } from './terms.ts'
import { operatorText, Token, tokenName } from './token.ts'

/** A term, or two of them around `:=` or `=`. */
export function parseExpressionTerm(parser: Parser): Term | undefined {
  const start = parser.here()
  const left = parser.grammar.infix(parser)
  if (left === undefined) return undefined
  const { token } = parser
  if (token !== Token.assign && token !== Token.unify) return left
  const operator = variable(tokenName(token), parser.here())
  parser.next()
  const right = parser.grammar.infix(parser)
  return right && call(operator, [left, right], operatorText.get(token), parser.since(start))
}
