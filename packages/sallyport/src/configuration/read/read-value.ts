import { nearestName } from '@sallyport/protocol'
import { type Place, printable } from './place.ts'

/** Reads a value: what it means, or undefined once `place` has been told what is wrong. */
export type Reader<Value> = (place: Place, value: unknown) => Value | undefined

/** The keys of an object, all of them known. */
export interface Fields {
  has(name: string): boolean
  /** `allowed` completes "is required: …". */
  required<Value>(name: string, allowed: string, read: Reader<Value>): Value | undefined
  optional<Value>(name: string, read: Reader<Value>): Value | undefined
  /** `fallback` where the key is absent; undefined only where it was refused. */
  withDefault<Value>(name: string, fallback: Value, read: Reader<Value>): Value | undefined
}

/**
 * Reads an object and refuses every key that is not known. Security: own keys only, so that neither
 * an inherited name nor a polluted prototype configures anything.
 */
export function readObject(
  place: Place,
  value: unknown,
  known: readonly string[],
): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return place.refuse(`must be an object, not ${kindOf(value)}`)
  }
  const own = new Map<string, unknown>(Object.entries(value))
  for (const name of own.keys()) {
    if (!known.includes(name)) refuseUnknownKey(place.at(name), name, known)
  }
  const optional = <Value>(name: string, read: Reader<Value>): Value | undefined =>
    own.has(name) ? readPresent(place.at(name), own.get(name), read) : undefined
  return {
    has: (name) => own.has(name),
    optional,
    required: (name, allowed, read) =>
      own.has(name) ? optional(name, read) : place.at(name).refuse(`is required: ${allowed}`),
    withDefault: (name, fallback, read) => (own.has(name) ? optional(name, read) : fallback),
  }
}

function refuseUnknownKey(place: Place, name: string, known: readonly string[]): void {
  const nearest = nearestName(name.slice(0, 64), known)
  const hint =
    nearest === undefined
      ? `known here: ${known.map((key) => `\`${key}\``).join(', ')}`
      : `did you mean \`${nearest}\`?`
  place.refuse(`is not a known key; ${hint}`)
}

/** Security: an unset `process.env.X` must not silently become the default (fail open). */
function readPresent<Value>(place: Place, value: unknown, read: Reader<Value>): Value | undefined {
  if (value === undefined || value === null) {
    return place.refuse(`is ${value}; give it a value or leave the key out`)
  }
  return read(place, value)
}

/** Reads every entry of a list; undefined if any of them was refused. */
export function readList<Value>(read: Reader<Value>): Reader<readonly Value[]> {
  return (place, value) => {
    if (!Array.isArray(value)) return place.refuse(`must be a list, not ${kindOf(value)}`)
    const entries = Array.from(value, (entry: unknown, i) => readPresent(place.at(i), entry, read))
    const values = entries.filter((entry) => entry !== undefined)
    return values.length === entries.length ? values : undefined
  }
}

/** Reads one of a few words. */
export function readWord<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return (place, value) => {
    const word = words.find((known) => known === value)
    if (word !== undefined) return word
    const allowed = words.map((known) => `\`${known}\``).join(' or ')
    return place.refuse(`must be ${allowed}, not ${shown(value)}`)
  }
}

/** Reads `true` or `false`. */
export const readTruth: Reader<boolean> = (place, value) =>
  typeof value === 'boolean'
    ? value
    : place.refuse(`must be \`true\` or \`false\`, not ${shown(value)}`)

/** Reads a whole number, both ends included. */
export function readInteger(least: number, most: number): Reader<number> {
  return (place, value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : place.refuse(`must be a whole number from ${least} to ${most}, not ${shown(value)}`)
}

/** Reads a text of 1 to 2048 characters without control characters. */
export const readText: Reader<string> = (place, value) => {
  if (typeof value !== 'string') return place.refuse(`must be a text, not ${kindOf(value)}`)
  if (value.trim() === '') return place.refuse('is empty; give it a value or leave it out')
  if (value.length > 2048) return place.refuse('is longer than 2048 characters')
  return /\p{Cc}|\u2028|\u2029/u.test(value)
    ? place.refuse('contains a control character; only printable text is allowed')
    : value
}

/** A value as it may appear in a message. Security: never call it on what may be a secret. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'an empty text' : `\`${unquoted(value)}\``
  return typeof value === 'number' || typeof value === 'boolean' ? `\`${value}\`` : kindOf(value)
}

function unquoted(text: string): string {
  return printable(text).slice(1, -1)
}

/** What sort of value it is, without showing it. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
