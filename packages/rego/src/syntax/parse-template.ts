import type { Expr, StringTerm, TemplateTerm } from './ast.ts'
import { decodeEscapes } from './parse-string-term.ts'
import type { Parser } from './parser.ts'
import { isCallOf, string } from './terms.ts'
import { Token } from './token.ts'

/** `$"text {expression} text"`, at its first part. */
export function parseTemplate(parser: Parser, raw: boolean): TemplateTerm | undefined {
  const start = parser.here()
  if (parser.version !== 'v1') {
    parser.fail(start, 'template strings are not supported by current capabilities')
    return undefined
  }
  const parts: (StringTerm | Expr)[] = []
  for (;;) {
    const inner = parser.text.slice(1, -1)
    const text = raw || !inner.includes('\\') ? inner : decodeEscapes(inner)
    if (text === undefined) {
      parser.fail(parser.here(), `illegal template-string part: ${parser.text}`)
      return undefined
    }
    if (text !== '') parts.push(string(text, parser.here()))
    if (parser.at(Token.templateEnd) || parser.at(Token.rawTemplateEnd)) break
    const expression = parseExpression(parser)
    if (expression === undefined) return undefined
    parts.push(expression)
    parser.nextTemplatePart(raw)
    if (!isPart(parser.token, raw)) {
      parser.fail(parser.here(), 'expected template-string part')
      return undefined
    }
  }
  return { kind: 'template', parts, raw, location: parser.through(start) }
}

function isPart(token: Token, raw: boolean): boolean {
  return raw
    ? token === Token.rawTemplatePart || token === Token.rawTemplateEnd
    : token === Token.templatePart || token === Token.templateEnd
}

/** An expression up to its `}`, which stays the current token. */
function parseExpression(parser: Parser): Expr | undefined {
  parser.next()
  if (!parser.enter()) return undefined
  const expression = parser.grammar.literal(parser)
  parser.leave()
  if (expression === undefined) {
    parser.fail(parser.here(), 'invalid template-string expression')
    return undefined
  }
  const reason = refusal(expression)
  if (reason !== undefined) {
    parser.fail(expression.location, `unexpected ${reason} in template-string expression`)
    return undefined
  }
  if (!parser.at(Token.rightBrace)) {
    parser.fail(parser.here(), 'expected } to end template string expression')
    return undefined
  }
  return expression
}

/** What a template string has no use for. */
function refusal(expression: Expr): string | undefined {
  switch (expression.kind) {
    case 'not':
      return "negation ('not')"
    case 'every':
      return "'every'"
    case 'some':
    case 'some-in':
      return "'some'"
    case 'term':
      if (isCallOf(expression.term, 'eq')) return "unification ('=')"
      return isCallOf(expression.term, 'assign') ? "assignment (':=')" : undefined
    default:
      return undefined
  }
}
