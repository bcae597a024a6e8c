import { parseBody } from './parse-body.ts'
import { parseInfix, parseInfixItem } from './parse-infix.ts'
import { parseLiteral } from './parse-literal.ts'
import { parsePrimary } from './parse-primary.ts'
import type { Grammar } from './parser.ts'

export const grammar: Grammar = {
  term: parsePrimary,
  infix: parseInfix,
  item: (parser) => parseInfixItem(parser),
  literal: parseLiteral,
  body: parseBody,
}
