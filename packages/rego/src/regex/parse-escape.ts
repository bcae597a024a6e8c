import { lastCodePoint } from './code-points.ts'
import type { PatternCursor } from './pattern-cursor.ts'
import { RegexError } from './regex-error.ts'

const controls: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
])

/** The character that an escape stands for: `\n`, `\x41`, `\x{1f600}`, `\101`, `\.` */
export function parseEscape(cursor: PatternCursor): number {
  const start = cursor.at
  cursor.at++
  if (cursor.done) throw new RegexError('trailing backslash at end of expression', '')
  const codePoint = cursor.take()
  const character = String.fromCodePoint(codePoint)
  const control = controls.get(character)
  const value =
    control ??
    (character === 'x'
      ? hexadecimal(cursor)
      : /[0-7]/.test(character)
        ? octal(cursor, codePoint - 0x30)
        : codePoint < 0x80 && !/[0-9A-Za-z]/.test(character)
          ? codePoint
          : undefined)
  if (value === undefined) throw new RegexError('invalid escape sequence', cursor.since(start))
  return value
}

/** Up to three digits. A single one that is not 0 would be a reference to a group, which RE2 has not. */
function octal(cursor: PatternCursor, first: number): number | undefined {
  if (first !== 0 && !isOctal(cursor.peek())) return undefined
  let value = first
  for (let digits = 1; digits < 3 && isOctal(cursor.peek()); digits++) {
    value = value * 8 + Number(cursor.peek())
    cursor.at++
  }
  return value
}

function isOctal(character: string): boolean {
  return character >= '0' && character <= '7' && character.length === 1
}

function hexadecimal(cursor: PatternCursor): number | undefined {
  if (cursor.done) return undefined
  const first = cursor.take()
  if (first !== 0x7b) {
    const second = cursor.take()
    const value = hexDigit(first) * 16 + hexDigit(second)
    return Number.isNaN(value) ? undefined : value
  }
  let value = 0
  for (let digits = 0; !cursor.done; digits++) {
    const next = cursor.take()
    if (next === 0x7d) return digits === 0 ? undefined : value
    value = value * 16 + hexDigit(next)
    if (Number.isNaN(value) || value > lastCodePoint) return undefined
  }
  return undefined
}

/** NaN for what is no digit. */
function hexDigit(codePoint: number): number {
  const character = codePoint < 0 ? '' : String.fromCodePoint(codePoint)
  return /^[0-9A-Fa-f]$/.test(character) ? Number.parseInt(character, 16) : Number.NaN
}
