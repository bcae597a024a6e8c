import { base64, decodeBase64 } from '../encoding/base64.ts'

export interface PemBlock {
  readonly type: string
  readonly bytes: Uint8Array
  /** What follows the line that ends the block. */
  readonly rest: string
}

const begin = '-----BEGIN '
const end = '\n-----END '
const dashes = '-----'

/** Finds the first block between lines `-----BEGIN X-----` and `-----END X-----`, in what Go takes for one. */
export function firstPemBlock(text: string): PemBlock | undefined {
  let from = 0
  for (;;) {
    const endAt = text.indexOf(end, from)
    if (endAt < 0) return undefined
    // Security: only in the part not looked at yet, or many ends without a begin would take quadratic time.
    const part = text.slice(from, endAt)
    const beginIn = part.lastIndexOf(begin)
    const beginAt = from + beginIn
    from = endAt + end.length
    if (beginIn < 0 || (beginIn > 0 && part.charAt(beginIn - 1) !== '\n')) continue
    const block = blockAt(text, beginAt, endAt)
    if (block !== undefined) return block
  }
}

function blockAt(text: string, beginAt: number, endAt: number): PemBlock | undefined {
  const typeLine = lineAt(text, beginAt + begin.length)
  if (!typeLine.text.endsWith(dashes)) return undefined
  const type = typeLine.text.slice(0, -dashes.length)
  let bodyAt = typeLine.next
  // Headers: lines with a colon.
  while (bodyAt < endAt) {
    const line = lineAt(text, bodyAt)
    if (!line.text.includes(':')) break
    bodyAt = line.next
  }
  const lastLine = lineAt(text, endAt + end.length)
  if (lastLine.text !== type + dashes) return undefined
  const body = bodyAt < endAt ? text.slice(bodyAt, endAt).replace(/[ \t]/g, '') : ''
  try {
    return { type, bytes: decodeBase64(body, base64), rest: text.slice(lastLine.next) }
  } catch {
    return undefined
  }
}

/** The line without white space at its end, and where the next begins. */
function lineAt(text: string, start: number): { readonly text: string; readonly next: number } {
  const newline = text.indexOf('\n', start)
  const next = newline < 0 ? text.length : newline + 1
  let stop = newline < 0 ? text.length : newline
  if (newline > start && text.charAt(newline - 1) === '\r') stop--
  while (stop > start && /[ \t]/.test(text.charAt(stop - 1))) stop--
  return { text: text.slice(start, stop), next }
}
