import type { Expr, Term, With } from './ast.ts'
import type { Location } from './location.ts'
import { parseExpressionTerm } from './parse-expression-term.ts'
import {
  atLogicalOperator,
  finishLogical,
  notBodyOf,
  notGroup,
  type Operand,
  parseBraces,
  parseGroup,
  parseNotBody,
  refuseWithOnOperand,
} from './parse-logical.ts'
import { couldBeEvery, parseEvery, parseSome } from './parse-quantifier.ts'
import { addWith, parseWith } from './parse-with.ts'
import type { Mark, Parser } from './parser.ts'
import { Token } from './token.ts'

/** One expression of a body. */
export function parseLiteral(parser: Parser): Expr | undefined {
  const start = parser.here()
  if (parser.logicalKeywords) {
    const logical = parseLeadingOperand(parser, start)
    if (logical !== 'none') return logical
  }
  if (parser.keywordAsHead()) return parsePlain(parser, start)
  if (parser.at(Token.not)) return parseNot(parser, start)
  if (parser.at(Token.some)) return parseSome(parser)
  if (parser.at(Token.every)) return parseEvery(parser)
  return parsePlain(parser, start)
}

/** `{ body } or …`, `(a or b)`: what is a term elsewhere may be an operand here. */
function parseLeadingOperand(parser: Parser, start: Location): Expr | 'none' | undefined {
  if (parser.at(Token.leftBrace)) {
    if (!parser.enter()) return undefined
    const found = parser.attempt(() => parseLeadingBraces(parser, start))
    parser.leave()
    return found
  }
  if (!parser.at(Token.leftParen)) return 'none'
  const group = parseGroup(parser, false)
  if (group === 'no group') return 'none'
  return group && spanning(parser, start, finishLogical(parser, group))
}

/** Where something is wrong with it as a body it may still be a set; else the body's problems are told. */
function parseLeadingBraces(parser: Parser, start: Location): Expr | 'none' | undefined {
  const before = parser.mark()
  const { noted } = parser
  const body = parseBraces(parser)
  if (body === undefined || !atLogicalOperator(parser)) {
    parser.goTo(before)
    return 'none'
  }
  if (parser.noted !== noted) {
    const after = parser.mark()
    parser.goTo(before)
    const plain = parsePlain(parser, start)
    if (plain !== undefined && parser.noted === noted) return plain
    parser.goTo(after)
  }
  return spanning(parser, start, finishLogical(parser, { body, braces: true, location: start }))
}

function spanning(parser: Parser, start: Location, expression: Expr | undefined): Expr | undefined {
  return expression && { ...expression, location: parser.since(start) }
}

function parsePlain(parser: Parser, start: Location): Expr | undefined {
  const before = parser.version !== 'v1' && parser.text === 'every' ? parser.mark() : undefined
  const term = parseExpressionTerm(parser)
  if (term === undefined) return undefined
  return finishTerm(parser, term, start, before, (modifiers, location) => ({
    kind: 'term',
    term,
    with: modifiers,
    location,
  }))
}

function parseNot(parser: Parser, start: Location): Expr | undefined {
  parser.next()
  switch (parser.token) {
    case Token.leftBrace:
      if (parser.notTakesBody) {
        const negation = parseNotBody(parser, start)
        return spanning(parser, start, negation && addWith(parser, negation))
      }
      break
    case Token.some:
    case Token.every:
      parser.refuseToken(`illegal negation of '${parser.text}'`)
      return undefined
    case Token.leftParen:
      if (parser.notTakesBody && parser.logicalKeywords) {
        const group = parseGroup(parser, true)
        if (group === undefined) return undefined
        if (group !== 'no group') return finishNotGroup(parser, group, start)
      }
  }
  const before = parser.version !== 'v1' && parser.text === 'every' ? parser.mark() : undefined
  const inner = parser.here()
  const term = parseExpressionTerm(parser)
  if (term === undefined) return undefined
  return finishTerm(parser, term, start, before, (modifiers, location) =>
    parser.notTakesBody
      ? {
          ...notBodyOf([{ kind: 'term', term, with: [], location: inner }], false, location),
          with: modifiers,
        }
      : { kind: 'not', term, with: modifiers, location },
  )
}

function finishNotGroup(parser: Parser, group: Operand, start: Location): Expr | undefined {
  const negation = notGroup(parser, group, start)
  const first = { body: [negation], braces: false, location: negation.location }
  return spanning(parser, start, finishLogical(parser, first))
}

/** After the term of an expression: its modifiers, and the operators for which it is the first operand. */
function finishTerm(
  parser: Parser,
  term: Term,
  start: Location,
  before: Mark | undefined,
  make: (modifiers: readonly With[], location: Location) => Expr,
): Expr | undefined {
  const place = parser.at(Token.with) ? parser.here() : undefined
  const modifiers = parseWith(parser)
  if (modifiers === undefined) return undefined
  if (before !== undefined && term.kind === 'var' && term.name === 'every') {
    hintAtEvery(parser, before)
  }
  const location = parser.since(start)
  const expression = make(modifiers, location)
  if (!atLogicalOperator(parser)) return expression
  if (place !== undefined) {
    refuseWithOnOperand(parser, place)
    return undefined
  }
  const whole = finishLogical(parser, { body: [expression], braces: false, location })
  return spanning(parser, start, whole)
}

/** A plain name `every` may have been meant as the keyword. */
function hintAtEvery(parser: Parser, before: Mark): void {
  const after = parser.mark()
  parser.goTo(before)
  const hint = couldBeEvery(parser)
  parser.goTo(after)
  if (hint) parser.hint('`import future.keywords.every` for `every x in xs { ... }` expressions')
}
