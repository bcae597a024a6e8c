const letter = /^\p{L}$/u
const digit = /^\p{Nd}$/u
const zero = 48

/** The order in which go-yaml writes keys: numbers in them by value, letters after other characters. */
export function compareKeys(a: string, b: string): number {
  const left = Array.from(a)
  const right = Array.from(b)
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const difference = left[i] === right[i] ? 0 : compareFrom(left, right, i)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** From the first character that differs. */
function compareFrom(left: readonly string[], right: readonly string[], i: number): number {
  const [a = '', b = ''] = [left[i], right[i]]
  const characters = codeOf(a) - codeOf(b)
  const letters = [letter.test(a), letter.test(b)]
  if (letters[0] && letters[1]) return characters
  if (letters[0] || letters[1]) return letters[1] ? -1 : 1
  // A zero within a number does not begin another.
  const within = (a === '0' || b === '0') && followsDigit(left, i) ? 1n : 0n
  const first = numberAt(left, i, within)
  const second = numberAt(right, i, within)
  if (first.value !== second.value) return first.value < second.value ? -1 : 1
  return first.end - second.end || characters
}

/** Whether the digits right before have one that is no zero. */
function followsDigit(characters: readonly string[], end: number): boolean {
  for (let i = end - 1; i >= 0 && digit.test(characters[i] ?? ''); i--) {
    if (characters[i] !== '0') return true
  }
  return false
}

function numberAt(
  characters: readonly string[],
  start: number,
  before: bigint,
): { readonly value: bigint; readonly end: number } {
  let value = before
  let end = start
  for (; end < characters.length && digit.test(characters[end] ?? ''); end++) {
    value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(characters[end] ?? '') - zero))
  }
  return { value, end }
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
