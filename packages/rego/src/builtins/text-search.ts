/**
 * Security: V8 looks for a long string in time that grows with the product of both lengths (half a minute
 * for a megabyte), so that whoever chooses both could stop the process. Up to this length it is quick.
 */
const shortNeedle = 256
const shortText = 4096

/** The position of the first occurrence in UTF-16 units, or -1; in time linear in both lengths. */
export function positionOf(text: string, sought: string): number {
  if (isQuick(text, sought)) return text.indexOf(sought)
  for (const position of scan(text, sought, false)) return position
  return -1
}

/** The positions of all occurrences in UTF-16 units; `sought` is not empty. */
export function positionsOf(text: string, sought: string, overlapping: boolean): readonly number[] {
  if (!isQuick(text, sought)) return [...scan(text, sought, overlapping)]
  const positions: number[] = []
  const stride = overlapping ? 1 : sought.length
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + stride)) {
    positions.push(at)
  }
  return positions
}

/** `text.split(sought)` in linear time; `sought` is not empty. */
export function splitText(text: string, sought: string): readonly string[] {
  if (isQuick(text, sought)) return text.split(sought)
  const parts: string[] = []
  let start = 0
  for (const position of scan(text, sought, false)) {
    parts.push(text.slice(start, position))
    start = position + sought.length
  }
  parts.push(text.slice(start))
  return parts
}

function isQuick(text: string, sought: string): boolean {
  return sought.length <= shortNeedle || text.length <= shortText || text.length < sought.length
}

/** Knuth, Morris and Pratt's search. */
function* scan(text: string, sought: string, overlapping: boolean): Iterable<number> {
  const { length } = sought
  const borders = bordersOf(sought)
  let matched = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    while (matched > 0 && sought.charCodeAt(matched) !== unit) {
      matched = borders[matched - 1] as number
    }
    if (sought.charCodeAt(matched) === unit) matched++
    if (matched < length) continue
    yield i - length + 1
    matched = overlapping ? (borders[length - 1] as number) : 0
  }
}

/** For each position the length of the longest proper start of the text that ends there too. */
function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length)
  let length = 0
  for (let i = 1; i < text.length; i++) {
    while (length > 0 && text.charCodeAt(i) !== text.charCodeAt(length)) {
      length = borders[length - 1] as number
    }
    if (text.charCodeAt(i) === text.charCodeAt(length)) length++
    borders[i] = length
  }
  return borders
}
