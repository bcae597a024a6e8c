import type { Body, Expr } from './ast.ts'
import type { Parser } from './parser.ts'
import { Token, tokenName } from './token.ts'

/** Expressions up to `end`, which stays the current token. */
export function parseBody(parser: Parser, end: Token): Body | undefined {
  if (!parser.enter()) return undefined
  const body = parseExpressions(parser, end, false)
  parser.leave()
  return body
}

/** A query: of expressions on lines of their own this reads the first; `;` joins more to it. */
export function parseQueryBody(parser: Parser): Body | undefined {
  return parseExpressions(parser, Token.eof, true)
}

function parseExpressions(parser: Parser, end: Token, onlyJoined: boolean): Body | undefined {
  if (parser.token === end) {
    parser.fail(parser.here(), 'found empty body')
    return undefined
  }
  const body: Expr[] = []
  for (;;) {
    const expression = parser.grammar.literal(parser)
    if (expression === undefined) return undefined
    body.push(expression)
    if (parser.at(Token.semicolon)) {
      parser.next()
      continue
    }
    if (parser.token === end || onlyJoined) return body
    if (!parser.newLine) {
      if (!parser.failed) parser.refuseToken(`expected \\n or ; or ${tokenName(end)}`)
      return undefined
    }
  }
}
