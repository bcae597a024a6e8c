import type { Match, Regex, Work } from './regex.ts'

/**
 * The matches in a text, left to right, that do not overlap, as Go finds them: an empty match right after
 * another match does not count.
 */
export function* findMatches(
  regex: Regex,
  text: string,
  work: Work,
): Generator<Match, void, undefined> {
  let from = 0
  let lastEnd = -1
  while (from <= text.length) {
    const match = regex.find(text, from, work)
    if (match === undefined) return
    const counts = match.end !== from || match.start !== lastEnd
    from = match.end === from ? from + stepAt(text, from) : match.end
    lastEnd = match.end
    if (counts) yield match
  }
}

function stepAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}
