import type { Term } from './ast.ts'
import type { Parser } from './parser.ts'
import { Token, tokenName } from './token.ts'

export type Entry = readonly [key: Term, value: Term]

/**
 * Terms up to `end` (which stays the current token). With items that were read before, the comma after
 * them comes first. A last comma is allowed.
 */
export function parseItems(parser: Parser, end: Token, items: Term[]): Term[] | undefined {
  for (;;) {
    if (parser.token === end) return items
    if (items.length > 0 && !goOverComma(parser, end)) return undefined
    if (parser.token === end) return items
    const item = parser.grammar.item(parser)
    if (item === undefined) return undefined
    items.push(item)
  }
}

/** The same with `key: value`. */
export function parseEntries(parser: Parser, end: Token, entries: Entry[]): Entry[] | undefined {
  for (;;) {
    if (parser.token === end) return entries
    if (entries.length > 0 && !goOverComma(parser, end)) return undefined
    if (parser.token === end) return entries
    const entry = parseEntry(parser)
    if (entry === undefined) return undefined
    entries.push(entry)
  }
}

function parseEntry(parser: Parser): Entry | undefined {
  const key = parser.grammar.item(parser)
  if (key === undefined) return undefined
  if (!parser.at(Token.colon)) {
    parser.refuseToken('expected ":"')
    return undefined
  }
  parser.next()
  const value = parser.grammar.item(parser)
  return value && [key, value]
}

function goOverComma(parser: Parser, end: Token): boolean {
  if (!parser.at(Token.comma)) {
    parser.refuseToken(`expected "," or "${tokenName(end)}"`)
    return false
  }
  parser.next()
  return true
}
