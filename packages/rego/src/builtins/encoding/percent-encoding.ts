import { quoteGo } from '../../values/quote-go.ts'
import { fromUtf8, utf8 } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'

const capitalDigits = '0123456789ABCDEF'
const hexDigit = /^[0-9a-fA-F]$/

/** Writes a text so that bytes which `plain` (a test of one ASCII character) refuses become `%XX`. */
export function percentEncode(text: string, plain: RegExp): string {
  let encoded = ''
  for (const byte of utf8(text)) {
    const character = String.fromCharCode(byte)
    encoded +=
      byte < 0x80 && plain.test(character)
        ? character
        : `%${capitalDigits.charAt(byte >> 4)}${capitalDigits.charAt(byte & 15)}`
  }
  return encoded
}

/**
 * `%XX` as the byte, and each plus sign as `plus`. Throws BuiltinError where a `%` is followed by anything
 * but two digits.
 */
export function percentDecode(text: string, plus = '+'): string {
  if (!text.includes('%')) return text.replaceAll('+', plus)
  const plusByte = plus.charCodeAt(0)
  const bytes = utf8(text)
  const decoded = new Uint8Array(bytes.length)
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte !== 0x25) decoded[length++] = byte === 0x2b ? plusByte : byte
    else {
      decoded[length++] = escapedByte(bytes, i)
      i += 2
    }
  }
  return fromUtf8(decoded.subarray(0, length))
}

function escapedByte(bytes: Uint8Array, at: number): number {
  const [high = '', low = ''] = Array.from(bytes.subarray(at + 1, at + 3), (byte) =>
    String.fromCharCode(byte),
  )
  if (hexDigit.test(high) && hexDigit.test(low)) return Number.parseInt(high + low, 16)
  throw wrongEscape(bytes.subarray(at, at + 3))
}

/** `invalid URL escape "%zz"` */
export function wrongEscape(bytes: Uint8Array): BuiltinError {
  return new BuiltinError(`invalid URL escape ${quoteGo(fromUtf8(bytes))}`)
}
