import { formatNumber } from './format-number.ts'
import { isNumber, isValue } from './kind.ts'
import { countValue, writing } from './meter.ts'
import { type ObjectValue, sortedEntries } from './object-access.ts'
import { parseNumber } from './parse-number.ts'
import { RegoObject } from './rego-object.ts'
import { RegoSet } from './rego-set.ts'
import { compareText } from './text.ts'
import type { Value } from './value.ts'

const needsCare = /[0-9]{16}|[eE.]/

const loneSurrogate = /\\u[dD][89a-fA-F]/
const escapeSequence =
  /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/gs

/**
 * Reads JSON with every digit of whole numbers kept. Throws SyntaxError. Of two entries with the same
 * name the later one wins, as in Go; a lone surrogate is U+FFFD, since no text of Go holds one.
 */
export function parseJson(json: string): Value {
  const sound = json.toWellFormed()
  const text = loneSurrogate.test(sound) ? sound.replace(escapeSequence, replaceLone) : sound
  // Most texts hold no number that a double would change: those need no look at each number.
  if (!needsCare.test(text)) return JSON.parse(text) as Value
  return JSON.parse(text, (_key, value: Value, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined
      ? parseNumber(context.source)
      : value,
  ) as Value
}

function replaceLone(written: string): string {
  return written.length === 6 ? '\\ufffd' : written
}

/**
 * JSON as Go writes it: keys sorted, `&`, `<` and `>` escaped, sets as sorted arrays, keys that are no
 * strings as their JSON text.
 */
export function toJson(value: Value): string {
  if (typeof value === 'string') return quoteForHtml(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isNumber(value)) return formatNumber(value)
  countValue(writing)
  if (Array.isArray(value)) return `[${value.map(toJson).join()}]`
  if (value instanceof RegoSet) return `[${value.sorted().map(toJson).join()}]`
  if (!isValue(value)) return 'null'
  const entries = sortedEntries(value as ObjectValue).map(
    ([key, item]) => [typeof key === 'string' ? key : toJson(key), toJson(item)] as const,
  )
  // Keys that are no strings were in the order of values.
  if (value instanceof RegoObject) entries.sort(([a], [b]) => compareText(a, b))
  return `{${entries.map(([key, item]) => `${quoteForHtml(key)}:${item}`).join()}}`
}

/** As JSON, lone surrogates as U+FFFD: Go's strings hold none. */
export function quote(text: string): string {
  return JSON.stringify(text.toWellFormed())
}

const escapes: { readonly [character: string]: string } = {
  '&': '\\u0026',
  '<': '\\u003c',
  '>': '\\u003e',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

function quoteForHtml(text: string): string {
  return quote(text).replace(/[&<>\u2028\u2029]/g, (character) => escapes[character] as string)
}
