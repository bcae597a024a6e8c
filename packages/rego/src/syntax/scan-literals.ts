/** Numbers, strings and template strings: where they end, and what is wrong with them. */

export interface NumberScan {
  readonly end: number
  readonly problems?: string[]
}

/** `start` is at a decimal digit. */
export function scanNumber(source: string, start: number): NumberScan {
  const problems: string[] = []
  let pos = skipDigits(source, start)
  if (source.charCodeAt(pos) === 46) {
    const fraction = skipDigits(source, pos + 1)
    if (fraction === pos + 1) problems.push('expected fraction')
    pos = fraction
  }
  if ((source.charCodeAt(pos) | 32) === 101) {
    pos++
    const sign = source.charCodeAt(pos)
    if (sign === 43 || sign === 45) pos++
    const exponent = skipDigits(source, pos)
    if (exponent === pos) problems.push('expected exponent')
    pos = exponent
  }
  if (isLetter(source.charCodeAt(pos))) {
    problems.push('illegal number format')
    while (isLetter(source.charCodeAt(pos)) || isDecimal(source.charCodeAt(pos))) pos++
  }
  return problems.length > 0 ? { end: pos, problems } : { end: pos }
}

function skipDigits(source: string, start: number): number {
  let pos = start
  while (isDecimal(source.charCodeAt(pos))) pos++
  return pos
}

function isDecimal(code: number): boolean {
  return code >= 48 && code <= 57
}

function isLetter(code: number): boolean {
  const lower = code | 32
  return (lower >= 97 && lower <= 122) || code === 95
}

export interface StringScan {
  readonly end: number
  /** Surrogate pairs within. */
  readonly pairs: number
  /** It ran over the end of its line (behind a broken `\u`). */
  readonly lines: boolean
  readonly problems?: string[]
}

/** `start` is after the opening quote. */
export function scanString(source: string, start: number): StringScan {
  const problems: string[] = []
  let pos = start
  let pairs = 0
  let lines = false
  for (;;) {
    const code = pos < source.length ? source.charCodeAt(pos) : 10
    if (code === 10) {
      problems.push('non-terminated string')
      break
    }
    if (code >= 0xd800 && code <= 0xdbff && (source.codePointAt(pos) ?? 0) > 0xffff) {
      pos++
      pairs++
    }
    pos++
    if (code === 34) break
    if (code !== 92) continue
    const escaped = scanEscape(source, pos, '')
    if (escaped === -1) {
      problems.push('illegal escape sequence')
      continue
    }
    if (escaped - pos > 1) {
      lines ||= source.slice(pos, escaped).includes('\n')
      pairs += escaped - pos - Math.min(escaped - pos, [...source.slice(pos, escaped)].length)
    }
    pos = escaped
  }
  return problems.length > 0 ? { end: pos, pairs, lines, problems } : { end: pos, pairs, lines }
}

/** The index after the escape whose backslash is before `pos`; -1 for one that is unknown. */
function scanEscape(source: string, pos: number, also: string): number {
  const char = source.charAt(pos)
  if (char === '') return -1
  if ('\\"/bfnrt'.includes(char) || also.includes(char)) return pos + 1
  if (char !== 'u') return -1
  let end = pos
  // Four characters are taken as they come; whether they are digits is seen when the escape is decoded.
  for (let count = 0; count < 4 && end < source.length; count++) {
    end += (source.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  }
  return end
}

export interface TemplateScan {
  readonly end: number
  /** The part with the delimiters around it and `\{` replaced by `{`. */
  readonly text: string
  /** The string ends here; else an expression follows. */
  readonly last: boolean
  readonly problems?: string[]
}

/** `opening` is the index of the quote, or of the `}` after which the string goes on. */
export function scanTemplate(source: string, opening: number, raw: boolean): TemplateScan {
  const quote = raw ? 96 : 34
  const problems: string[] = []
  const pieces: string[] = []
  let from = opening
  let pos = opening + 1
  let last = false
  for (;;) {
    const code = pos < source.length ? source.charCodeAt(pos) : -1
    if (code === -1 || (code === 10 && !raw)) {
      problems.push('non-terminated string')
      break
    }
    pos++
    if (code === quote) {
      last = true
      break
    }
    if (code === 123) break
    if (code !== 92) continue
    if (source.charCodeAt(pos) === 123) {
      pieces.push(source.slice(from, pos - 1))
      from = pos
      pos++
    } else if (!raw) {
      const escaped = scanEscape(source, pos, '')
      if (escaped === -1) problems.push('illegal escape sequence')
      else pos = escaped
    }
  }
  pieces.push(source.slice(from, pos))
  const scan = { end: pos, text: pieces.join(''), last }
  return problems.length > 0 ? { ...scan, problems } : scan
}
