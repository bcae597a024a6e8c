import { countCharacters } from './meter.ts'

/** Texts are sequences of Unicode code points here, as in Go, not of UTF-16 units. */

const surrogate = /[\ud800-\udfff]/

/** Its characters, a code point each. */
export function codePoints(text: string): string[] {
  return surrogate.test(text) ? Array.from(text) : text.split('')
}

/** How many code points it has. */
export function lengthOf(text: string): number {
  if (!surrogate.test(text)) return text.length
  let length = 0
  for (const _ of text) length++
  return length
}

/** By code point: `"\uffff"` comes before `"😀"`, which the order of UTF-16 units reverses. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) {
      countCharacters(i)
      return afterSurrogates(left) - afterSurrogates(right)
    }
  }
  countCharacters(length)
  return a.length - b.length
}

/** Surrogates stand for code points above all others. */
function afterSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })
/** A lone surrogate that stands for a byte: `fromUtf8` alone makes them. */
const keptByte = /[\udc80-\udcff]/u
const firstKept = 0xdc00

/** The bytes of a text, also of one that `fromUtf8` made of bytes that are no UTF-8. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  if (!keptByte.test(text)) return encoder.encode(text)
  const bytes: number[] = []
  for (const character of text) {
    if (keptByte.test(character)) bytes.push(character.charCodeAt(0) - firstKept)
    else for (const byte of encoder.encode(character)) bytes.push(byte)
  }
  return Uint8Array.from(bytes)
}

/**
 * Text of bytes. Each byte that is no UTF-8 becomes a lone surrogate U+DC80 to U+DCFF, so that a hash or
 * a key passes through a text unharmed; written out it is U+FFFD, one for each byte, as in Go.
 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    return keepBytes(bytes)
  }
}

function keepBytes(bytes: Uint8Array): string {
  const pieces: string[] = []
  let start = 0
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at)
    if (length > 0) at += length
    else {
      pieces.push(decoder.decode(bytes.subarray(start, at)))
      pieces.push(String.fromCharCode(firstKept + (bytes[at] as number)))
      at++
      start = at
    }
  }
  pieces.push(decoder.decode(bytes.subarray(start)))
  return pieces.join('')
}

/** How many bytes the UTF-8 character there has; 0 where there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4)
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  if (first < 0xe0) return 2
  if (third < 0x80 || third > 0xbf) return 0
  if (first < 0xf0) return 3
  return fourth < 0x80 || fourth > 0xbf ? 0 : 4
}
