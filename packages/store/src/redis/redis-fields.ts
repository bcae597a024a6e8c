/** The fields of one hash as Redis answers them, before they are checked. */
export type RedisFields = ReadonlyMap<string, string>

/**
 * Reads the flat list of names and values that a script answers, or the object that the driver makes of
 * one; undefined: no such hash.
 */
export function readFields(answer: unknown): RedisFields | undefined {
  const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer)
  const items = readStrings(isObject ? Object.entries(answer).flat() : answer)
  if (items.length === 0) return undefined
  if (items.length % 2 !== 0) throw damagedAnswer()
  const fields = new Map<string, string>()
  for (let i = 0; i < items.length; i += 2) fields.set(items[i] ?? '', items[i + 1] ?? '')
  return fields
}

export function readStrings(answer: unknown): readonly string[] {
  if (!Array.isArray(answer) || !answer.every((item) => typeof item === 'string')) {
    throw damagedAnswer()
  }
  return answer
}

/** Each text, or null where there is none. */
export function readStringsOrNulls(answer: unknown, length: number): readonly (string | null)[] {
  const isWhole = (list: unknown): list is (string | null)[] =>
    Array.isArray(list) &&
    list.length === length &&
    list.every((item) => item === null || typeof item === 'string')
  if (!isWhole(answer)) throw damagedAnswer()
  return answer
}

/** The answer of a script that says which of a few words applies, and what goes with it. */
export function readOutcome<const Word extends string>(
  answer: unknown,
  words: readonly Word[],
): { readonly kind: Word; readonly detail: string; readonly fields: RedisFields | undefined } {
  if (!Array.isArray(answer)) throw damagedAnswer()
  const kind = words.find((word) => word === answer[0])
  const detail: unknown = answer[1] ?? ''
  if (kind === undefined || typeof detail !== 'string') throw damagedAnswer()
  return { kind, detail, fields: answer[2] === undefined ? undefined : readFields(answer[2]) }
}

export function readBit(answer: unknown): boolean {
  if (answer !== 0 && answer !== 1) throw damagedAnswer()
  return answer === 1
}

/** The field's text; throws where there is none. */
export function readText(fields: RedisFields, name: string): string {
  const value = fields.get(name)
  if (value === undefined) throw damaged(name)
  return value
}

export function readInteger(fields: RedisFields, name: string): number {
  return parseInteger(readText(fields, name), name)
}

export function readIntegerOrNull(fields: RedisFields, name: string): number | null {
  return fields.has(name) ? readInteger(fields, name) : null
}

export function parseInteger(text: string, name: string): number {
  const value = Number(text)
  if (text === '' || !Number.isSafeInteger(value)) throw damaged(name)
  return value
}

/** The field's JSON array of strings, frozen. */
export function readTextList(fields: RedisFields, name: string): readonly string[] {
  const value = parseJson(readText(fields, name), name)
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw damaged(name)
  }
  return Object.freeze(value)
}

/** The field's JSON object, which this store has written. */
export function readJson<Value extends object>(fields: RedisFields, name: string): Value {
  const value = parseJson(readText(fields, name), name)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged(name)
  return value as Value
}

/** The field's text, which is one of the words given. */
export function readWord<const Word extends string>(
  fields: RedisFields,
  name: string,
  words: readonly Word[],
): Word {
  const text = readText(fields, name)
  const word = words.find((known) => known === text)
  if (word === undefined) throw damaged(name)
  return word
}

/** Security: the parser's own errors show the text. */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(name)
  }
}

export function damaged(name: string): Error {
  return new Error(`redis holds a record whose \`${name}\` is not what was written`)
}

function damagedAnswer(): Error {
  return new Error('redis answers something that was not asked')
}
