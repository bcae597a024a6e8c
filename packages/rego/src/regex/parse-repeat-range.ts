import type { PatternCursor } from './pattern-cursor.ts'

export interface RepeatRange {
  readonly min: number
  /** Infinity: without end. */
  readonly max: number
}

const infinity = Number.POSITIVE_INFINITY

/** `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}`; undefined, and nothing taken, where there is none. */
export function parseRepeatRange(cursor: PatternCursor): RepeatRange | undefined {
  const operator = cursor.peek()
  if (operator === '{') return bracedRange(cursor)
  if (operator !== '*' && operator !== '+' && operator !== '?') return undefined
  cursor.at++
  if (operator === '?') return { min: 0, max: 1 }
  return { min: operator === '*' ? 0 : 1, max: infinity }
}

const braced = /\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}/y

/** Anything else in braces stands for itself. */
function bracedRange(cursor: PatternCursor): RepeatRange | undefined {
  braced.lastIndex = cursor.at
  const found = braced.exec(cursor.text)
  if (found === null) return undefined
  const [whole, min, comma, max] = found
  cursor.at += whole.length
  if (comma === undefined) return { min: Number(min), max: Number(min) }
  return { min: Number(min), max: max === undefined ? infinity : tooLargeToCount(Number(max)) }
}

/** So many digits that it is no number any more is still an end. */
function tooLargeToCount(max: number): number {
  return max === infinity ? Number.MAX_VALUE : max
}
