import { normalise, parseNumber } from '../../values/numbers.ts'
import type { Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'
import { isTimestamp } from './is-timestamp.ts'

/** The type that YAML 1.1 sees in a text, in short form. */
export type ScalarTag = '!!str' | '!!bool' | '!!int' | '!!float' | '!!null' | '!!timestamp'

/** The infinities and what is no number. */
export const notFinite: unique symbol = Symbol('not finite')

/** A text with what it means. Not finite numbers have no value in JSON. */
export interface ResolvedScalar {
  readonly tag: ScalarTag
  readonly value: Value | typeof notFinite
  /** It is a whole number beyond 63 bits. */
  readonly unsigned?: boolean
}

const words = new Map<string, ResolvedScalar>()
function enter(tag: ScalarTag, value: Value | typeof notFinite, ...texts: readonly string[]): void {
  for (const text of texts) words.set(text, { tag, value })
}
enter('!!bool', true, 'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON')
enter('!!bool', false, 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF')
enter('!!null', null, '', '~', 'null', 'Null', 'NULL')
enter('!!float', notFinite, '.nan', '.NaN', '.NAN')
for (const sign of ['', '+', '-']) {
  enter('!!float', notFinite, `${sign}.inf`, `${sign}.Inf`, `${sign}.INF`)
}

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const pointFloat = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/
const decimal = /^[1-9][0-9]*$|^0$/
const bases: readonly (readonly [RegExp, string])[] = [
  [/^0[xX][0-9a-fA-F]+$/, '0x'],
  [/^0[bB][01]+$/, '0b'],
  [/^0[oO]?[0-7]+$/, '0o'],
]
const longestWhole = 66

/** What a plain text means in YAML 1.1, as go-yaml v2 takes it: `yes`, `0x1f`, `1_000`, `2001-12-14`. */
export function resolveScalar(text: string): ResolvedScalar {
  return words.get(text) ?? resolveNumber(text) ?? { tag: '!!str', value: text }
}

/** With the tag that it is given. Throws BuiltinError where it is nothing of the kind. */
export function resolveTagged(text: string, tag: ScalarTag): ResolvedScalar {
  const resolved = resolveScalar(text)
  if (resolved.tag === tag) return resolved
  if (tag === '!!float' && resolved.tag === '!!int') return { ...resolved, tag }
  throw new BuiltinError(`yaml: cannot decode ${resolved.tag} \`${text}\` as a ${tag}`)
}

function resolveNumber(text: string): ResolvedScalar | undefined {
  if (text.startsWith('.')) {
    return pointFloat.test(text) ? resolveFloat(text) : undefined
  }
  if (!/^[-+0-9]/.test(text)) return undefined
  if (isTimestamp(text)) return { tag: '!!timestamp', value: text }
  const plain = text.replaceAll('_', '')
  return resolveWhole(plain) ?? (float.test(plain) ? resolveFloat(plain) : undefined)
}

function resolveFloat(text: string): ResolvedScalar | undefined {
  const double = Number(text)
  // With the digits that are needed and then zeros, as its JSON has them.
  return Number.isFinite(double)
    ? { tag: '!!float', value: parseNumber(String(double)) }
    : undefined
}

/** Whole numbers of 64 bits; the others are floats. */
function resolveWhole(text: string): ResolvedScalar | undefined {
  const signed = /^[-+]/.test(text)
  const digits = signed ? text.slice(1) : text
  if (digits.length > longestWhole) return undefined
  const magnitude = magnitudeOf(digits)
  if (magnitude === undefined) return undefined
  const value = text.startsWith('-') ? -magnitude : magnitude
  if (BigInt.asIntN(64, value) === value) return { tag: '!!int', value: normalise(value) }
  if (signed || BigInt.asUintN(64, value) !== value) return undefined
  return { tag: '!!int', value, unsigned: true }
}

function magnitudeOf(digits: string): bigint | undefined {
  if (decimal.test(digits)) return BigInt(digits)
  for (const [pattern, prefix] of bases) {
    if (pattern.test(digits)) return BigInt(prefix + digits.replace(/^0[xXbBoO]?/, ''))
  }
  return undefined
}
