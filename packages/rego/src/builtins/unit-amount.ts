/** `2.5e6M` taken apart; either may be empty. */
export interface Amount {
  readonly amount: string
  readonly unit: string
}

const longestExponent = 6

/** Finds where the unit begins; undefined where an exponent has too many digits. */
export function readAmount(text: string): Amount | undefined {
  const end = unitStart(text)
  return end === undefined ? undefined : { amount: text.slice(0, end), unit: text.slice(end) }
}

function unitStart(text: string): number | undefined {
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if (/[0-9.+-]/.test(character)) continue
    // An e belongs to the number only where an exponent follows: `1e3`, but not `1e` or `1ei`.
    if (!/[eE]/.test(character) || !/[0-9+-]/.test(text.charAt(i + 1))) return i
    if (/[+-]/.test(text.charAt(i + 1))) i++
    let end = i + 1
    while (/[0-9]/.test(text.charAt(end))) end++
    if (end - i - 1 > longestExponent) return undefined
  }
  return text.length
}
