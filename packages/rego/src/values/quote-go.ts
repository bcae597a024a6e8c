const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u
const escapes: { readonly [character: string]: string } = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** Whether Go prints a character as it is: letters, marks, numbers, punctuation, symbols and the space. */
export function isPrintable(character: string): boolean {
  return printable.test(character)
}

/** A text as a Go string literal; with `ascii` every other character is escaped. */
export function quoteGo(text: string, ascii = false): string {
  // Most texts need no escape at all.
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`
  let quoted = '"'
  for (const character of text) quoted += escaped(character, '"', ascii)
  return `${quoted}"`
}

/** A code point as a Go character literal. */
export function quoteGoCharacter(character: string, ascii: boolean): string {
  return `'${escaped(character, "'", ascii)}'`
}

/** Whether a text can stand between back-quotes: no control character but the tab, no back-quote. */
export function canBackquote(text: string): boolean {
  for (const character of text) {
    const code = character.charCodeAt(0)
    if ((code < 0x20 && code !== 9) || code === 0x60 || code === 0x7f || code === 0xfeff) {
      return false
    }
  }
  return true
}

function escaped(character: string, quote: string, ascii: boolean): string {
  if (character === quote || character === '\\') return `\\${character}`
  const code = character.codePointAt(0) ?? 0
  if (isPrintable(character) && (!ascii || code < 0x80)) return character
  // A byte that is no UTF-8, as `fromUtf8` keeps it.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hexadecimal(code - 0xdc00, 2)}`
  const short = escapes[character]
  if (short !== undefined) return short
  if (code < 0x20 || code === 0x7f) return `\\x${hexadecimal(code, 2)}`
  return code < 0x10000 ? `\\u${hexadecimal(code, 4)}` : `\\U${hexadecimal(code, 8)}`
}

function hexadecimal(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
