import type { SQLOutputValue } from 'node:sqlite'

/** One row as SQLite answers it, before its columns are checked. */
export type Row = Readonly<Record<string, SQLOutputValue>>

/** The column's text; throws if it holds anything else. */
export function readText(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw damaged(column)
  return value
}

/** The column's text, or null. */
export function readTextOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : readText(row, column)
}

/** The column's whole number; throws if it holds anything else. */
export function readInteger(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw damaged(column)
  return value
}

/** The column's whole number, or null. */
export function readIntegerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : readInteger(row, column)
}

/** The column's JSON array of strings, frozen. */
export function readTextList(row: Row, column: string): readonly string[] {
  const value: unknown = JSON.parse(readText(row, column))
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw damaged(column)
  }
  return Object.freeze(value)
}

/** The column's JSON object or array, which this store has written. */
export function readJson<Value extends object>(row: Row, column: string): Value {
  const value: unknown = JSON.parse(readText(row, column))
  if (typeof value !== 'object' || value === null) throw damaged(column)
  return Object.freeze(value) as Value
}

/** The column's text, which is one of the words given. */
export function readWord<const Word extends string>(
  row: Row,
  column: string,
  words: readonly Word[],
): Word {
  const text = readText(row, column)
  const word = words.find((known) => known === text)
  if (word === undefined) throw damaged(column)
  return word
}

function damaged(column: string): Error {
  return new Error(`the store holds a row whose \`${column}\` is not what was written`)
}
