import type { Term } from './ast.ts'
import { parseArray, parseSetOrObject } from './parse-collection.ts'
import { parseNumberTerm } from './parse-number-term.ts'
import { parseSteps } from './parse-reference.ts'
import { parseStringTerm } from './parse-string-term.ts'
import { parseTemplate } from './parse-template.ts'
import type { Parser } from './parser.ts'
import { call, isRootDocument, moved, variable, zero } from './terms.ts'
import { Token } from './token.ts'

/** One term without operators around it, with the steps and arguments that follow it. */
export function parsePrimary(parser: Parser): Term | undefined {
  if (!parser.enter()) return undefined
  const remembered = parser.recall()
  if (remembered !== undefined) {
    parser.leave()
    return remembered.term
  }
  const start = parser.tokenStart
  const { noted } = parser
  const term = parseAnew(parser)
  parser.remember(start, term, noted)
  parser.leave()
  return term
}

function parseAnew(parser: Parser): Term | undefined {
  if (parser.at(Token.minus)) return parseMinus(parser)
  if (parser.at(Token.leftParen)) return parseParenthesised(parser)
  const head = parseHead(parser)
  return head && parseSteps(parser, head)
}

function parseHead(parser: Parser): Term | undefined {
  switch (parser.token) {
    case Token.identifier:
    case Token.contains:
      return parseVariable(parser)
    case Token.string:
      return parseStringTerm(parser)
    case Token.number:
    case Token.dot:
      return parseNumberTerm(parser)
    case Token.true:
      return { kind: 'boolean', value: true, location: parser.here() }
    case Token.false:
      return { kind: 'boolean', value: false, location: parser.here() }
    case Token.null:
      return { kind: 'null', location: parser.here() }
    case Token.leftBracket:
      return parseArray(parser)
    case Token.leftBrace:
      return parseSetOrObject(parser)
    case Token.templatePart:
    case Token.templateEnd:
      return parseTemplate(parser, false)
    case Token.rawTemplatePart:
    case Token.rawTemplateEnd:
      return parseTemplate(parser, true)
    default:
      parser.refuseTokenOnce()
      return undefined
  }
}

/** The variable that is the current token; every `_` gets a name of its own. */
export function parseVariable(parser: Parser): Term {
  const name = parser.text === '_' ? parser.wildcard() : parser.text
  return variable(name, parser.here())
}

/** A negative number, or `-x`, which is `0 - x`. */
function parseMinus(parser: Parser): Term | undefined {
  const minus = parser.here()
  const before = parser.mark()
  parser.next()
  if (!parser.at(Token.identifier) && !parser.at(Token.contains)) {
    parser.goTo(before)
    const number = parseNumberTerm(parser)
    return number && parseSteps(parser, number)
  }
  const operand = parseSteps(parser, parseVariable(parser))
  return operand && call(variable('minus', minus), [zero(minus), operand], '-', parser.since(minus))
}

function parseParenthesised(parser: Parser): Term | undefined {
  const offset = parser.tokenStart
  parser.next()
  const inner = parser.grammar.infix(parser)
  if (inner === undefined) return undefined
  if (!parser.at(Token.rightParen)) {
    parser.fail(parser.here(), 'non-terminated expression')
    return undefined
  }
  const term = moved(inner, parser.through(inner.location, offset))
  return parseSteps(parser, term, isRootDocument(term))
}
