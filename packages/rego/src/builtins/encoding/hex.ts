import { isPrintable } from '../../values/quote-go.ts'
import { utf8 } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'

const digits = '0123456789abcdef'

export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += digits.charAt(byte >> 4) + digits.charAt(byte & 15)
  return text
}

/** Digits may be small or capital. Throws BuiltinError that names the first wrong byte. */
export function decodeHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1)
  for (let i = 0; i < text.length; i++) {
    const value = digits.indexOf(text.charAt(i).toLowerCase())
    if (value < 0) throw wrongByte(text.slice(i))
    const at = i >> 1
    if (at < bytes.length) bytes[at] = ((bytes[at] as number) << 4) | value
  }
  if (text.length % 2 === 1) throw new BuiltinError('encoding/hex: odd length hex string')
  return bytes
}

function wrongByte(rest: string): BuiltinError {
  const [byte = 0] = utf8(rest.slice(0, 2))
  const code = byte.toString(16).toUpperCase().padStart(4, '0')
  const character = String.fromCharCode(byte)
  return new BuiltinError(
    `encoding/hex: invalid byte: U+${code}${isPrintable(character) ? ` '${character}'` : ''}`,
  )
}
