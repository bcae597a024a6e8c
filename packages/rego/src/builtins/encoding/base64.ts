import { utf8 } from '../../values/text.ts'
import { BuiltinError } from '../builtin.ts'

/** The letters and digits of an encoding, and what each character stands for. */
export interface Base64Alphabet {
  readonly digits: string
  readonly values: { readonly [character: string]: number | undefined }
}

const common = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** @see RFC 4648 §4 */
export const base64: Base64Alphabet = alphabet(`${common}+/`)
/** @see RFC 4648 §5 */
export const base64Url: Base64Alphabet = alphabet(`${common}-_`)

function alphabet(digits: string): Base64Alphabet {
  const values = Object.create(null) as { [character: string]: number }
  for (let i = 0; i < digits.length; i++) values[digits.charAt(i)] = i
  return { digits, values }
}

export function encodeBase64(
  bytes: Uint8Array,
  { digits }: Base64Alphabet,
  { padded }: { readonly padded: boolean },
): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [first = 0, second = 0, third = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    const left = bytes.length - i
    text += digits.charAt(first >> 2) + digits.charAt(((first & 3) << 4) | (second >> 4))
    if (left > 1) text += digits.charAt(((second & 15) << 2) | (third >> 6))
    if (left > 2) text += digits.charAt(third & 63)
    else if (padded) text += left > 1 ? '=' : '=='
  }
  return text
}

/** Line breaks are passed over, bits left over ignored. Throws BuiltinError that names the first wrong byte. */
export function decodeBase64(text: string, { values }: Base64Alphabet): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length / 4) * 3) + 3)
  let length = 0
  let group = 0
  let digits = 0
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    const value = values[character]
    if (value !== undefined) {
      group = (group << 6) | value
      if (++digits < 4) continue
      bytes[length++] = group >> 16
      bytes[length++] = group >> 8
      bytes[length++] = group
      group = 0
      digits = 0
    } else if (character === '=') {
      checkPadding(text, i, digits)
      bytes[length++] = digits === 3 ? group >> 10 : group >> 4
      if (digits === 3) bytes[length++] = group >> 2
      return bytes.subarray(0, length)
    } else if (!isLineBreak(character)) throw wrongByte(i)
  }
  if (digits > 0) throw wrongByte(text.length - digits)
  return bytes.subarray(0, length)
}

/** Behind the digits of the last group: two equal signs after two, one after three, then nothing. */
function checkPadding(text: string, first: number, digits: number): void {
  if (digits < 2) throw wrongByte(first)
  let end = afterLineBreaks(text, first + 1)
  if (digits === 2) {
    if (end === text.length) throw wrongByte(end)
    if (text.charAt(end) !== '=') throw wrongByte(end - 1)
    end = afterLineBreaks(text, end + 1)
  }
  if (end < text.length) throw wrongByte(end)
}

function afterLineBreaks(text: string, start: number): number {
  let at = start
  while (at < text.length && isLineBreak(text.charAt(at))) at++
  return at
}

function isLineBreak(character: string): boolean {
  return character === '\n' || character === '\r'
}

function wrongByte(at: number): BuiltinError {
  return new BuiltinError(`illegal base64 data at input byte ${at}`)
}

/**
 * A text of base64url with the padding that it lacks. One with any sign of padding is left as it is, and so
 * must have all of it. Throws BuiltinError for a length that no bytes have.
 */
export function withPadding(text: string): string {
  if (text.endsWith('=')) return text
  const rest = utf8(text).length % 4
  if (rest === 1) throw new BuiltinError(`illegal base64url string: ${text}`)
  return text + ['', '', '==', '='][rest]
}
