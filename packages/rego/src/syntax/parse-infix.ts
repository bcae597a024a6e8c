import type { RefTerm, Term } from './ast.ts'
import type { Location } from './location.ts'
import type { Parser } from './parser.ts'
import { call, reference, string, variable } from './terms.ts'
import { operatorText, Token, tokenName } from './token.ts'

/** How tightly an operator binds; 0 for every other token. `in` binds least of all. */
const levels = new Uint8Array(64)
const relation = 2
const factor = 6
for (const [level, tokens] of [
  [
    relation,
    [Token.equal, Token.notEqual, Token.less, Token.greater, Token.lessEqual, Token.greaterEqual],
  ],
  [3, [Token.bar]],
  [4, [Token.ampersand]],
  [5, [Token.plus, Token.minus]],
  [factor, [Token.times, Token.divide, Token.remainder]],
] as const) {
  for (const token of tokens) levels[token] = level
}

/** A term with operators around it, `x in xs` and `k, x in xs` among them. */
export function parseInfix(parser: Parser): Term | undefined {
  const offset = parser.tokenStart
  const first = parseOperators(parser, relation)
  return first && parseMembership(parser, first, offset, true)
}

/** The same in a list, where a comma ends the item. `head` is a term of it that has been read already. */
export function parseInfixItem(
  parser: Parser,
  head?: Term,
  start = parser.tokenStart,
): Term | undefined {
  const first =
    head === undefined
      ? parseOperators(parser, relation)
      : continueOperators(parser, head, relation, start)
  return first && parseMembership(parser, first, start, false)
}

function parseMembership(
  parser: Parser,
  first: Term,
  offset: number,
  withKey: boolean,
): Term | undefined {
  let left = first
  if (withKey && parser.at(Token.comma)) {
    const keyed = parser.attempt(() => parseKeyedMembership(parser, first, offset))
    if (keyed === undefined) return parseMembership(parser, first, offset, false)
    left = keyed
    if (!parser.at(Token.in)) return left
  }
  for (let links = 1; ; links++) {
    parser.keywordAsHead()
    if (!parser.at(Token.in) || !parser.fits(links)) return left
    const operator = member(parser.here(), 'member_2')
    parser.next()
    const right = parseOperators(parser, relation)
    if (right === undefined) return left
    left = call(operator, [left, right], 'in', parser.since(left.location, offset))
  }
}

/** After `key` at the comma of `key, value in xs`; goes back to the comma where it is something else. */
function parseKeyedMembership(parser: Parser, key: Term, offset: number): Term | undefined {
  const before = parser.mark()
  parser.next()
  const value = parseOperators(parser, relation)
  if (value !== undefined && parser.at(Token.in)) {
    const operator = member(parser.here(), 'member_3')
    parser.next()
    const domain = parseOperators(parser, relation)
    if (domain !== undefined) {
      return call(operator, [key, value, domain], 'in', parser.since(key.location, offset))
    }
  }
  parser.goTo(before)
  return undefined
}

function member(location: Location, name: string): RefTerm {
  return reference(variable('internal', location), [string(name, location)], location)
}

function parseOperators(parser: Parser, lowest: number): Term | undefined {
  const offset = parser.tokenStart
  const left = parser.grammar.term(parser)
  return left && continueOperators(parser, left, lowest, offset)
}

/** After the first operand: all operators that bind at least as tightly as `lowest`. */
function continueOperators(parser: Parser, first: Term, lowest: number, offset: number): Term {
  let left = first
  let highest = factor
  for (let links = 1; ; links++) {
    const { token } = parser
    const level = levels[token] ?? 0
    if (level < lowest || level > highest || !parser.fits(links)) return left
    const operator = variable(tokenName(token), parser.here())
    parser.next()
    const right = level === factor ? parser.grammar.term(parser) : parseOperators(parser, level + 1)
    if (right === undefined) {
      // The operators of this level end here; those that bind less may still go on.
      highest = level - 1
      continue
    }
    highest = level
    left = call(
      operator,
      [left, right],
      operatorText.get(token),
      parser.since(left.location, offset),
    )
  }
}
