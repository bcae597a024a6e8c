import type { StringTerm } from './ast.ts'
import type { Parser } from './parser.ts'
import { string } from './terms.ts'

/** A string in quotes or between back-ticks. */
export function parseStringTerm(parser: Parser): StringTerm | undefined {
  const { text } = parser
  const inner = text.slice(1, -1)
  const quoted = text.charCodeAt(0) === 34
  if (!quoted || !inner.includes('\\')) return string(inner, parser.here())
  const value = decodeEscapes(inner)
  if (value === undefined) {
    parser.fail(parser.here(), `illegal string literal: ${text}`)
    return undefined
  }
  return string(value, parser.here())
}

/** What stands between the quotes of a JSON string; undefined where that is no JSON. */
export function decodeEscapes(inner: string): string | undefined {
  try {
    const value: unknown = JSON.parse(`"${inner}"`)
    return typeof value === 'string' ? value.toWellFormed() : undefined
  } catch {
    return undefined
  }
}
