const atom = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~\\u0080-\\u{10ffff}]+"
const quoted = '"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"'
const local = new RegExp(`(?:${atom}(?:\\.${atom})*|${quoted})`, 'uy')
const domain = new RegExp(`(?:${atom}(?:\\.${atom})*|\\[[^\\[\\]\\\\\\s]*\\])`, 'uy')
const word = new RegExp(
  `(?:[A-Za-z0-9!#$%&'*+\\-/=?^_\`{|}~.\\u0080-\\u{10ffff}]+|${quoted})`,
  'uy',
)
const space = /[ \t]*/y

/** An address as in the header of a mail: `ann@example.com`, `Ann <ann@example.com>`; no comments. */
export function isEmailAddress(text: string): boolean {
  const start = after(space, text, 0)
  if (isAddressAt(text, start, text.length)) return true
  let at = start
  for (let next = after(word, text, at); next > at; next = after(word, text, at)) {
    at = after(space, text, next)
  }
  if (text.charAt(at) !== '<') return false
  const close = text.lastIndexOf('>')
  return (
    close > at &&
    after(space, text, close + 1) === text.length &&
    isAddressAt(text, after(space, text, at + 1), close)
  )
}

function isAddressAt(text: string, start: number, end: number): boolean {
  const sign = after(space, text, after(local, text, start))
  if (text.charAt(sign) !== '@' || sign === start) return false
  const host = after(space, text, sign + 1)
  const hostEnd = after(domain, text, host)
  return hostEnd > host && after(space, text, hostEnd) === end
}

/** The end of what matches there; `start` where nothing does. */
function after(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : start
}
