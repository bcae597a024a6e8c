/** A line longer than this shows nobody anything. */
const longestLine = 10_000

/** The line of `source` in which `offset` stands and, below it, a caret under the place; nothing of a very long line. */
export function sourceLines(source: string, offset: number): string[] {
  let place = Math.max(0, Math.min(offset, source.length - 1))
  while (place > 0 && /[\t-\r ]/.test(source.charAt(place))) place--
  let begin = place
  const earliest = place - longestLine
  while (begin > 0 && begin >= earliest && !isLineEnd(source.charCodeAt(begin))) begin--
  if (isLineEnd(source.charCodeAt(begin))) begin++
  let end = place
  while (end < source.length && end - begin <= longestLine && !isLineEnd(source.charCodeAt(end))) {
    end++
  }
  begin = Math.min(begin, end)
  if (end - begin > longestLine) return []
  const line = source.slice(begin, end)
  const shown = line.replace(/^\t+/, '')
  const tabs = line.length - shown.length
  const before = new TextEncoder().encode(source.slice(begin, Math.max(begin, place))).length
  return [shown, `${' '.repeat(Math.max(0, before - tabs))}^`]
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13
}
