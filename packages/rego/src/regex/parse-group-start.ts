import type { PatternCursor } from './pattern-cursor.ts'
import { RegexError } from './regex-error.ts'

/** What `(?…)` switches. */
export interface PatternFlags {
  /** `i`: letter case does not matter. */
  readonly fold: boolean
  /** `m`: `^` and `$` hold at every line. */
  readonly lines: boolean
  /** `s`: `.` is any character, a newline too. */
  readonly dotAll: boolean
  /** `U`: repetitions take as little as they can, and with `?` as much. */
  readonly lazy: boolean
}

export type GroupStart =
  | { readonly kind: 'flags'; readonly flags: PatternFlags }
  /** The flags hold until the group ends. */
  | { readonly kind: 'plain'; readonly flags: PatternFlags }
  | { readonly kind: 'capture'; readonly name?: string }

const letters: ReadonlyMap<string, keyof PatternFlags> = new Map([
  ['i', 'fold'],
  ['m', 'lines'],
  ['s', 'dotAll'],
  ['U', 'lazy'],
])

/** `(`, `(?:`, `(?i:`, `(?i-s)`, `(?P<name>`, `(?<name>` */
export function parseGroupStart(cursor: PatternCursor, flags: PatternFlags): GroupStart {
  if (!cursor.startsWith('(?')) {
    cursor.at++
    return { kind: 'capture' }
  }
  const left = cursor.text.length - cursor.at
  if (cursor.startsWith('(?P<') && left > 4) return namedGroup(cursor, 4)
  if (cursor.startsWith('(?<') && left > 3) return namedGroup(cursor, 3)
  return groupFlags(cursor, flags)
}

function namedGroup(cursor: PatternCursor, nameFrom: number): GroupStart {
  const start = cursor.at
  const end = cursor.text.indexOf('>', start)
  if (end < 0) throw new RegexError('invalid named capture', cursor.text.slice(start))
  cursor.at = end + 1
  const name = cursor.text.slice(start + nameFrom, end)
  if (!/^[A-Za-z0-9_]+$/.test(name)) {
    throw new RegexError('invalid named capture', cursor.since(start))
  }
  return { kind: 'capture', name }
}

function groupFlags(cursor: PatternCursor, before: PatternFlags): GroupStart {
  const start = cursor.at
  cursor.at += 2
  const flags = { ...before }
  let on = true
  let sawFlag = true
  while (!cursor.done) {
    const character = String.fromCodePoint(cursor.take())
    const flag = letters.get(character)
    if (flag !== undefined) {
      flags[flag] = on
      sawFlag = true
    } else if (character === '-' && on) {
      on = false
      sawFlag = false
    } else if ((character === ':' || character === ')') && sawFlag) {
      return { kind: character === ':' ? 'plain' : 'flags', flags }
    } else break
  }
  throw new RegexError('invalid or unsupported Perl syntax', cursor.since(start))
}
