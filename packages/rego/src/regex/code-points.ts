/** A set of code points: `[first, last, first, last, …]`, in order, apart from each other. */
export type CodePoints = readonly number[]

export const lastCodePoint = 0x10ffff
export const everyCodePoint: CodePoints = [0, lastCodePoint]

/** Ranges in any order, overlapping or not, as a set. */
export function joinRanges(ranges: readonly number[]): CodePoints {
  const pairs: [number, number][] = []
  for (let i = 0; i < ranges.length; i += 2) {
    pairs.push([ranges[i] as number, ranges[i + 1] as number])
  }
  pairs.sort((a, b) => a[0] - b[0])
  const joined: number[] = []
  for (const [first, last] of pairs) {
    const end = joined.length - 1
    const before = joined[end]
    if (before !== undefined && first <= before + 1) joined[end] = Math.max(before, last)
    else joined.push(first, last)
  }
  return joined
}

export function without(set: CodePoints): CodePoints {
  const others: number[] = []
  let next = 0
  for (let i = 0; i < set.length; i += 2) {
    const first = set[i] as number
    if (next < first) others.push(next, first - 1)
    next = (set[i + 1] as number) + 1
  }
  if (next <= lastCodePoint) others.push(next, lastCodePoint)
  return others
}

export function overlap(a: CodePoints, b: CodePoints): boolean {
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if ((a[i + 1] as number) < (b[j] as number)) i += 2
    else if ((b[j + 1] as number) < (a[i] as number)) j += 2
    else return true
  }
  return false
}

export function includes(set: CodePoints, codePoint: number): boolean {
  let low = 0
  let high = set.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if ((set[2 * middle + 1] as number) < codePoint) low = middle + 1
    else high = middle
  }
  const first = set[2 * low]
  return first !== undefined && first <= codePoint
}
