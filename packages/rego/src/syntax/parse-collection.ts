import type { Body, Term } from './ast.ts'
import type { Location } from './location.ts'
import { parseInfixItem } from './parse-infix.ts'
import { type Entry, parseEntries, parseItems } from './parse-items.ts'
import type { Parser } from './parser.ts'
import { Token } from './token.ts'

/** `[1, 2]` or `[x | x := xs[_]]`. */
export function parseArray(parser: Parser): Term | undefined {
  const start = parser.here()
  parser.next()
  if (parser.at(Token.rightBracket)) {
    return { kind: 'array', items: [], location: parser.through(start) }
  }
  const mayCollect = !goOverFirstComma(parser)
  const offset = parser.tokenStart
  const head = parser.grammar.term(parser)
  if (head === undefined) return undefined
  const found = parseCollected(parser, Token.rightBracket, head, offset, mayCollect)
  if (found === undefined) return undefined
  const location = parser.through(start)
  return found.body === undefined
    ? { kind: 'array', items: found.items, location }
    : { kind: 'comprehension', collects: 'array', value: head, body: found.body, location }
}

/** `{1, 2}`, `{x | …}`, `{"a": 1}` or `{k: v | …}`. */
export function parseSetOrObject(parser: Parser): Term | undefined {
  const start = parser.here()
  parser.next()
  if (parser.at(Token.rightBrace)) {
    return { kind: 'object', entries: [], location: parser.through(start) }
  }
  const mayCollect = !goOverFirstComma(parser)
  const offset = parser.tokenStart
  const head = parser.grammar.term(parser)
  if (head === undefined) return undefined
  if (parser.at(Token.colon)) return parseObject(parser, start, head, mayCollect)
  if (parser.at(Token.bar) && mayCollect) return parseSet(parser, start, head, offset, true)
  const item = parseInfixItem(parser, head, offset)
  if (item === undefined) return undefined
  switch (parser.token) {
    case Token.rightBrace:
    case Token.comma:
      return parseSet(parser, start, item, offset, false)
    case Token.colon:
      return parseObject(parser, start, item, mayCollect)
    default:
      parser.refuseToken('non-terminated set')
      return undefined
  }
}

function goOverFirstComma(parser: Parser): boolean {
  if (!parser.at(Token.comma)) return false
  parser.next()
  return true
}

function parseSet(
  parser: Parser,
  start: Location,
  head: Term,
  offset: number,
  mayCollect: boolean,
): Term | undefined {
  const found = parseCollected(parser, Token.rightBrace, head, offset, mayCollect)
  if (found === undefined) return undefined
  const location = parser.through(start)
  return found.body === undefined
    ? { kind: 'set', items: found.items, location }
    : { kind: 'comprehension', collects: 'set', value: head, body: found.body, location }
}

type Collected = { readonly items: Term[]; readonly body?: undefined } | { readonly body: Body }

/**
 * After the first term of an array or a set. `[a | b]` is a comprehension; only where that leads nowhere
 * and a comma follows, the bar is the operator: `[a | b, c]`.
 */
function parseCollected(
  parser: Parser,
  end: Token,
  head: Term,
  offset: number,
  mayCollect: boolean,
): Collected | undefined {
  if (!mayCollect || !parser.at(Token.bar)) return parseRest(parser, end, head, offset)
  const bar = parser.mark()
  return parser.attempt(() => {
    parser.next()
    const body = parser.grammar.body(parser, end)
    if (body !== undefined) return { body }
    if (!parser.at(Token.comma)) return undefined
    parser.goTo(bar)
    return parseRest(parser, end, head, offset)
  })
}

function parseRest(parser: Parser, end: Token, head: Term, offset: number): Collected | undefined {
  const first = parseInfixItem(parser, head, offset)
  if (first === undefined) return undefined
  const items = parseItems(parser, end, [first])
  return items && { items }
}

/** At the colon after the first key. */
function parseObject(
  parser: Parser,
  start: Location,
  key: Term,
  mayCollect: boolean,
): Term | undefined {
  parser.next()
  const before = parser.mark()
  const value = parser.grammar.term(parser)
  if (value === undefined) return undefined
  const { token } = parser
  const simple = token === Token.rightBrace || token === Token.comma
  if (simple && mayCollect) {
    const entries = parseEntries(parser, Token.rightBrace, [[key, value]])
    if (entries !== undefined) return objectOf(parser, start, entries)
    parser.goTo(before)
    parser.refuseToken('non-terminated object')
    return undefined
  }
  if (token === Token.bar && mayCollect)
    return parseBarred(parser, start, key, value, before.tokenStart)
  return parseOperatorValue(parser, start, key, value, before.tokenStart)
}

function parseBarred(
  parser: Parser,
  start: Location,
  key: Term,
  value: Term,
  offset: number,
): Term | undefined {
  const bar = parser.mark()
  return parser.attempt(() => {
    parser.next()
    const body = parser.grammar.body(parser, Token.rightBrace)
    if (body !== undefined) {
      const location = parser.through(start)
      return { kind: 'comprehension', collects: 'object', key, value, body, location }
    }
    parser.goTo(bar)
    return parseOperatorValue(parser, start, key, value, offset)
  })
}

/** The first value is more than a term. */
function parseOperatorValue(
  parser: Parser,
  start: Location,
  key: Term,
  value: Term,
  offset: number,
): Term | undefined {
  const whole = parseInfixItem(parser, value, offset)
  if (whole === undefined) return undefined
  if (!parser.at(Token.rightBrace) && !parser.at(Token.comma)) {
    parser.refuseToken('non-terminated object')
    return undefined
  }
  const entries = parseEntries(parser, Token.rightBrace, [[key, whole]])
  return entries && objectOf(parser, start, entries)
}

function objectOf(parser: Parser, start: Location, entries: readonly Entry[]): Term {
  return { kind: 'object', entries, location: parser.through(start) }
}
