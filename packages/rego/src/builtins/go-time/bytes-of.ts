import { utf8 } from '../../values/text.ts'

/** A text with a character for each byte of its UTF-8, as Go looks at it. */
export function bytesOf(text: string): string {
  let bytes = text
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 0x80) continue
    bytes = Array.from(utf8(text), (byte) => String.fromCharCode(byte)).join('')
    break
  }
  return bytes
}

/** As Go's `time` quotes in its errors: bytes that are no printable ASCII as `\xNN`. */
export function quoteBytes(bytes: string): string {
  const escaped = bytes.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  return `"${escaped.replace(/[^ -\x7f]/g, escapeByte)}"`
}

function escapeByte(byte: string): string {
  return `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`
}
