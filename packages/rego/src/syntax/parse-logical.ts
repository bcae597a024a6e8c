import type { Body, Expr, LogicalExpr, NotBodyExpr } from './ast.ts'
import type { Location } from './location.ts'
import { parseExpressionTerm } from './parse-expression-term.ts'
import { addWith } from './parse-with.ts'
import type { Parser } from './parser.ts'
import { Token } from './token.ts'

/** One side of `and` or `or`. */
export interface Operand {
  readonly body: Body
  /** Written with braces. */
  readonly braces: boolean
  readonly location: Location
}

export function atLogicalOperator(parser: Parser): boolean {
  return parser.at(Token.and) || parser.at(Token.or)
}

/** The operand alone, or what it makes with the operators that follow; `with` after it belongs to the whole. */
export function finishLogical(parser: Parser, first: Operand): Expr | undefined {
  const whole = atLogicalOperator(parser) ? parseOr(parser, first) : first.body[0]
  return whole && addWith(parser, whole)
}

export function refuseWithOnOperand(parser: Parser, location: Location): void {
  const word = parser.at(Token.and) ? 'and' : 'or'
  parser.hint(
    `Wrap the operand in \`(...)\` or \`{...}\` to scope, or move \`with\` after the \`${word}\` expression to apply it to the whole expression`,
  )
  parser.fail(location, `\`with\` modifier is not allowed on operand of \`${word}\``)
}

/** After the first operand, at `and` or `or`: `and` binds tighter, both group to the left. */
function parseOr(parser: Parser, first: Operand): Expr | undefined {
  let left = parseAnd(parser, first)
  for (let links = 1; left !== undefined && parser.at(Token.or); links++) {
    if (!parser.fits(links)) return undefined
    parser.next()
    const operand = parseOperand(parser)
    const right = operand && parseAnd(parser, operand)
    if (right === undefined) return undefined
    left = joined(parser, 'or', left, right)
  }
  return left?.body[0]
}

/** The operand itself where no `and` follows. */
function parseAnd(parser: Parser, first: Operand): Operand | undefined {
  let left = first
  for (let links = 1; parser.at(Token.and); links++) {
    if (!parser.fits(links)) return undefined
    parser.next()
    const right = parseOperand(parser)
    if (right === undefined) return undefined
    left = joined(parser, 'and', left, right)
  }
  return left
}

function joined(parser: Parser, kind: 'and' | 'or', left: Operand, right: Operand): Operand {
  const location = parser.since(left.location)
  const braces = { left: left.braces, right: right.braces }
  const whole: LogicalExpr = {
    kind,
    left: left.body,
    right: right.body,
    braces,
    with: [],
    location,
  }
  return { body: [whole], braces: false, location }
}

function parseOperand(parser: Parser): Operand | undefined {
  const start = parser.here()
  if (parser.at(Token.leftBrace)) {
    const body = parseBraces(parser)
    return body && { body, braces: true, location: start }
  }
  const negated = parser.isNegation
  if (negated) parser.next()
  if (negated && parser.notTakesBody && parser.at(Token.leftBrace)) {
    const expression = parseNotBody(parser, start)
    return expression && alone(expression)
  }
  if (parser.at(Token.leftParen) && parser.logicalKeywords && (!negated || parser.notTakesBody)) {
    const group = parseGroup(parser, true)
    if (group === undefined) return undefined
    if (group !== 'no group') return negated ? alone(notGroup(parser, group, start)) : group
  }
  const inner = parser.here()
  const term = parseExpressionTerm(parser)
  if (term === undefined) return undefined
  const location = parser.since(negated ? start : inner)
  if (!negated) return alone({ kind: 'term', term, with: [], location })
  return alone(
    parser.notTakesBody
      ? notBodyOf([{ kind: 'term', term, with: [], location }], false, location)
      : { kind: 'not', term, with: [], location },
  )
}

function alone(expression: Expr): Operand {
  return { body: [expression], braces: false, location: expression.location }
}

/** `{ body }`, over its closing brace. */
export function parseBraces(parser: Parser): Body | undefined {
  parser.next()
  const body = parser.grammar.body(parser, Token.rightBrace)
  if (body !== undefined) parser.next()
  return body
}

export function notBodyOf(body: Body, braces: boolean, location: Location): NotBodyExpr {
  return { kind: 'not-body', body, braces, with: [], location }
}

/** At the brace of `not { body }`; `start` is where `not` stands. */
export function parseNotBody(parser: Parser, start: Location): NotBodyExpr | undefined {
  const body = parseBraces(parser)
  return body && notBodyOf(body, true, parser.since(start))
}

/** `not (a or b)`, after the parenthesis. */
export function notGroup(parser: Parser, group: Operand, start: Location): NotBodyExpr {
  return notBodyOf(group.body, group.braces, parser.since(start))
}

/**
 * Operands in parentheses, at the opening one. `isOperand`: it stands where only an operand can, so a
 * brace within opens a body. Where the parentheses hold a plain term the parser is back at them.
 */
export function parseGroup(parser: Parser, isOperand: boolean): Operand | 'no group' | undefined {
  if (!parser.enter()) return undefined
  const group = parser.attempt(() => parseEnteredGroup(parser, isOperand))
  parser.leave()
  return group
}

function parseEnteredGroup(parser: Parser, isOperand: boolean): Operand | 'no group' | undefined {
  const before = parser.mark()
  const open = parser.here()
  const noGroup = (): 'no group' => {
    parser.goTo(before)
    return 'no group'
  }
  parser.next()
  if (parser.at(Token.rightParen)) {
    if (!isOperand) return noGroup()
    parser.fail(open, 'empty parenthesized group')
    return undefined
  }
  const braced = parser.at(Token.leftBrace)
  const { noted } = parser
  const operand = parseOperand(parser)
  if (operand === undefined) return isOperand && braced ? undefined : noGroup()
  // What is wrong as a body may be right as a set.
  if (!isOperand && braced && parser.noted !== noted) return noGroup()
  const [only] = operand.body
  if (atLogicalOperator(parser)) {
    const whole = finishLogical(parser, operand)
    return whole && closed(parser, [whole], false, open)
  }
  if (parser.at(Token.with) && !operand.braces && operand.body.length === 1 && only !== undefined) {
    const place = parser.here()
    const modified = addWith(parser, only)
    if (modified === undefined) return undefined
    if (atLogicalOperator(parser)) {
      refuseWithOnOperand(parser, place)
      return undefined
    }
    const group = closed(parser, [modified], false, open)
    return group === undefined || isOperand || atLogicalOperator(parser) ? group : noGroup()
  }
  if (operand.braces) {
    // `({1} | x) == y`: a set, not a body.
    if (!isOperand && !parser.at(Token.rightParen)) return noGroup()
    const group = closed(parser, operand.body, true, open)
    return group === undefined || isOperand || atLogicalOperator(parser) ? group : noGroup()
  }
  if (only !== undefined && only.kind !== 'term' && operand.body.length === 1) {
    return closed(parser, operand.body, false, open)
  }
  return noGroup()
}

function closed(parser: Parser, body: Body, braces: boolean, open: Location): Operand | undefined {
  if (!parser.at(Token.rightParen)) {
    parser.fail(parser.here(), 'expected ) to close parenthesized group')
    return undefined
  }
  parser.next()
  return { body, braces, location: parser.since(open) }
}
