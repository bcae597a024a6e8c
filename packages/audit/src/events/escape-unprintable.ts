/**
 * What does not show, or shows as something else: control characters (line breaks and ANSI escapes
 * among them), format characters (bidi overrides, zero width, tags), half surrogates, and the line and
 * paragraph separators U+2028 and U+2029.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Writes every unprintable character as `\uXXXX` (two of them beyond U+FFFF), which is also how JSON
 * spells it. Security: what is left cannot end a line, forge a second record, or drive a terminal.
 */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    let escaped = ''
    for (let i = 0; i < character.length; i += 1) {
      escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
    }
    return escaped
  })
}

/** At most `maxLength` UTF-16 units, the last of them `…` where something was cut off. */
export function cutTo(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`
}
