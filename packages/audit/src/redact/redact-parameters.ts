import { redaction } from './redaction.ts'
import { isHarmlessValue, isSensitiveHeader, sensitiveNamePattern } from './sensitive-name.ts'

/**
 * A sensitive name and what parts it from its value: `=`, `:` or `=>`, percent-encoded too, after the
 * quote or bracket that closes the name. The quote may be escaped, as in JSON within JSON.
 */
const PARAMETER = new RegExp(
  `(?<name>${sensitiveNamePattern})` +
    `(?<close>(?:\\\\{0,16}["'\`]|%22|%27)?(?:\\]|%5D)?)[ \\t]{0,8}(?<mark>=>|[:=]|%3[AD])[ \\t]{0,8}`,
  'gi',
)

/**
 * Replaces the values of parameters with sensitive names, in forms, URLs, headers, JSON (escaped too)
 * and what `util.inspect` prints. Takes time linear in the text.
 */
export function redactParameters(text: string): string {
  let result = ''
  let done = 0
  PARAMETER.lastIndex = 0
  for (let match = PARAMETER.exec(text); match !== null; match = PARAMETER.exec(text)) {
    const { name = '', close = '', mark = '' } = match.groups ?? {}
    const found = { name, close, mark, start: match.index, end: PARAMETER.lastIndex }
    const value = findValue(text, found)
    if (!isHarmlessValue(name, text.slice(value.start, value.end))) {
      result += text.slice(done, value.start) + redaction
      done = value.end
    }
    PARAMETER.lastIndex = Math.max(value.end, PARAMETER.lastIndex)
  }
  return result + text.slice(done)
}

interface Span {
  readonly start: number
  readonly end: number
}

interface FoundName extends Span {
  readonly name: string
  readonly close: string
  readonly mark: string
}

function findValue(text: string, found: FoundName): Span {
  const start = found.end
  if (text.startsWith(redaction, start)) return { start, end: start + redaction.length }
  const quote = /\\{0,16}["'`]/y
  quote.lastIndex = start
  const opening = quote.exec(text)?.[0]
  if (opening !== undefined) {
    const quoted = findQuoted(text, start + opening.length, opening)
    if (isWhole(text, quoted.end + opening.length, found.mark)) return quoted
    return { start, end: endOfBare(text, found) }
  }
  if (text[start] === '{' || text[start] === '[') return { start, end: endOfBrackets(text, start) }
  return { start, end: found.mark === ':' ? endOfHeader(text, found) : endOfBare(text, found) }
}

/**
 * Whether a value in quotes ends with them. In a form `'` stands for itself, also as the first
 * character of a value: there the closing quote has to be followed by something that ends a value.
 */
function isWhole(text: string, afterQuote: number, mark: string): boolean {
  const next = text[afterQuote]
  return mark === ':' || mark === '=>' || next === undefined || /[\s&,;:|}\]>"`\\]/.test(next)
}

/** What stands between quotes; up to `limit` where they are never closed. */
function findQuoted(text: string, start: number, opening: string, limit = text.length): Span {
  const mark = opening.at(-1)
  const depth = opening.length - 1
  let backslashes = 0
  for (let i = start; i < limit; i += 1) {
    const char = text[i]
    if (char === '\\') {
      backslashes += 1
      continue
    }
    // With n backslashes before the opening quote, one with as many closes it, and one with fewer
    // closes the string around it. Without any, each pair before a quote is a backslash of the value.
    const closes = depth === 0 ? backslashes % 2 === 0 : backslashes <= depth
    if (char === mark && closes) {
      return { start, end: i - (depth === 0 ? 0 : backslashes) }
    }
    backslashes = 0
  }
  return { start, end: limit }
}

/** Just past the bracket that closes the one at `start`, brackets in strings not counted. */
function endOfBrackets(text: string, start: number): number {
  let open = 0
  for (let i = start; i < text.length; i += 1) {
    const char = text[i]
    if (char === '{' || char === '[') open += 1
    else if (char === '"') i = findQuoted(text, i + 1, '"').end
    else if (char === '}' || char === ']') {
      open -= 1
      if (open === 0) return i + 1
    }
  }
  return text.length
}

/**
 * After `name: `. The credentials of a header may hold spaces, commas and quotes: they go on to the end
 * of the line, or to the quote that was opened directly before the name (`-H "Cookie: …"`).
 */
function endOfHeader(text: string, found: FoundName): number {
  if (!isSensitiveHeader(found.name) || found.close !== '') return endOfBare(text, found)
  let end = found.end
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1
  const before =
    /(?:proxy-|set-)?$/i.exec(text.slice(Math.max(0, found.start - 6), found.start))?.[0] ?? ''
  const quote = text[found.start - before.length - 1]
  if (quote !== '"' && quote !== "'" && quote !== '`') return end
  return findQuoted(text, found.end, quote, end).end
}

/**
 * To the next space, `&` or quote; backslashes before it belong to the quote. After a name in quotes,
 * as for a number in JSON, to what ends a member as well.
 */
function endOfBare(text: string, found: FoundName): number {
  const stop = stopOfBare(found)
  stop.lastIndex = found.end
  let end = stop.exec(text)?.index ?? text.length
  while (end > found.end && text[end - 1] === '\\') end -= 1
  return end
}

function stopOfBare({ close, mark }: FoundName): RegExp {
  if (/["'`]/.test(close)) return /[\s&"`,}\]]/g
  return mark.startsWith('%') ? /[\s&"`]|%26/gi : /[\s&"`]/g
}
