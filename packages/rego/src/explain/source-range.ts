import type { Location } from '../syntax/location.ts'

/** A place in a text, both counted from 1, `col` in characters. */
export interface Position {
  readonly row: number
  readonly col: number
}

/** A piece of a text; `end` is the place after its last character. */
export interface SourceRange {
  readonly start: Position
  readonly end: Position
}

export function rangeOf({ row, col, offset, end }: Location, source: string): SourceRange {
  const lines = source.slice(offset, end).split('\n')
  const last = [...(lines.at(-1) ?? '')].length
  return {
    start: { row, col },
    end: { row: row + lines.length - 1, col: lines.length === 1 ? col + last : 1 + last },
  }
}

/** In the order of the text; of two that begin together the shorter one first. */
export function compareRanges(a: SourceRange, b: SourceRange): number {
  return comparePositions(a.start, b.start) || comparePositions(a.end, b.end)
}

/** Every row that some range touches, ascending. */
export function rowsOf(ranges: readonly SourceRange[]): readonly number[] {
  const rows = new Set<number>()
  for (const { start, end } of ranges)
    for (let row = start.row; row <= end.row; row++) rows.add(row)
  return [...rows].sort((a, b) => a - b)
}

/** The rows of some ranges as spans of adjacent ones. */
export function rowSpans(ranges: readonly SourceRange[]): readonly { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = []
  for (const row of rowsOf(ranges)) {
    const last = spans.at(-1)
    if (last !== undefined && row === last.to + 1) last.to = row
    else spans.push({ from: row, to: row })
  }
  return spans
}

export function comparePositions(a: Position, b: Position): number {
  return a.row - b.row || a.col - b.col
}
