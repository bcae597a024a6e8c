/**
 * The length of the time zone abbreviation at the start of a text, 0 where there is none: three capital
 * letters, four or five that end in T, some that are known, an offset of hours, or GMT with one.
 */
export function lengthOfAbbreviation(text: string): number {
  if (text.length < 3) return 0
  if (text.startsWith('ChST') || text.startsWith('MeST')) return 4
  if (text.startsWith('GMT')) return 3 + lengthOfHours(text.slice(3))
  if (/^[+-]/.test(text)) return lengthOfHours(text)
  const capitals = /^[A-Z]{0,6}/.exec(text)?.[0] ?? ''
  if (capitals.length === 5 && capitals.endsWith('T')) return 5
  if (capitals.length === 4 && (capitals.endsWith('T') || capitals === 'WITA')) return 4
  return capitals.length === 3 ? 3 : 0
}

/** Of a signed number of hours up to 23. */
function lengthOfHours(text: string): number {
  const match = /^[+-](\d+)/.exec(text)
  return match !== null && Number(match[1]) <= 23 ? match[0].length : 0
}
