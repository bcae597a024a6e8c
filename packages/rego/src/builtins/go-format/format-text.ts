import { canBackquote, quoteGo } from '../../values/quote-go.ts'
import { codePoints, lengthOf, utf8 } from '../../values/text.ts'
import type { Flags } from './flags.ts'
import { pad } from './pad.ts'

/** `%s`, `%v`, `%q`, `%x`, `%X` of a text; undefined for every other verb. */
export function formatText(flags: Flags, verb: string, text: string): string | undefined {
  switch (verb) {
    case 's':
      return pad(flags, cut(flags, text))
    case 'v':
      return flags.sharpV ? quoted(flags, text) : pad(flags, cut(flags, text))
    case 'q':
      return quoted(flags, text)
    case 'x':
      return bytes(flags, text, 'x')
    case 'X':
      return bytes(flags, text, 'X')
    default:
      return undefined
  }
}

function cut(flags: Flags, text: string): string {
  if (flags.precision === undefined || lengthOf(text) <= flags.precision) return text
  return codePoints(text).slice(0, flags.precision).join('')
}

function quoted(flags: Flags, text: string): string {
  const kept = cut(flags, text)
  if (flags.sharp && canBackquote(kept)) return pad(flags, `\`${kept}\``)
  return pad(flags, quoteGo(kept, flags.plus))
}

/** Its UTF-8 bytes in hexadecimal. */
function bytes(flags: Flags, text: string, verb: 'x' | 'X'): string {
  const encoded = utf8(text).subarray(0, flags.precision)
  const prefix = flags.sharp ? `0${verb}` : ''
  const digits = Array.from(encoded, (byte) => byte.toString(16).padStart(2, '0'))
  if (verb === 'X') for (const [i, two] of digits.entries()) digits[i] = two.toUpperCase()
  if (digits.length === 0) return pad(flags, '')
  return pad(flags, prefix + digits.join(flags.space ? ` ${prefix}` : ''))
}
