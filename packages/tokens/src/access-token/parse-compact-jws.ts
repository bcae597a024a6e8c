import {
  accept,
  type JsonObject,
  parseStrictJsonObject,
  type Result,
  refuse,
} from '@sallyport/protocol'
import { decodeBase64url } from '../signature/base64url.ts'

/** The longest token that is read, in characters. */
export const MAX_TOKEN_LENGTH = 8192

/** A JWS in its three parts. The payload stays bytes: nothing reads it before its signature is verified. */
interface CompactJws {
  readonly header: JsonObject
  readonly payload: Uint8Array
  readonly signature: Uint8Array
  /** What the signature is over: header and payload as they were received. */
  readonly signedData: Uint8Array
}

/**
 * Parses a token into its three parts. Security: the length is judged before anything else is done, and
 * only one spelling of the same bytes is taken (no padding, other alphabet, white space or spare bits).
 * @see RFC 7515 §3.1, §7.1
 */
export function parseCompactJws(token: string): Result<CompactJws, 'too_large' | 'malformed'> {
  if (typeof token !== 'string') return refuse('malformed')
  if (token.length > MAX_TOKEN_LENGTH) return refuse('too_large')
  const [, headerText, payloadText, signatureText] = THREE_PARTS.exec(token) ?? []
  const headerBytes = decodePart(headerText)
  const payload = decodePart(payloadText)
  const signature = decodePart(signatureText)
  if (headerBytes === undefined || payload === undefined || signature === undefined) {
    return refuse('malformed')
  }
  const header = parseJsonBytes(headerBytes)
  if (header === undefined) return refuse('malformed')
  const signedData = Buffer.from(`${headerText}.${payloadText}`, 'latin1')
  return accept({ header, payload, signature, signedData })
}

/** The JSON object of UTF-8 bytes; undefined if they are neither, or say anything twice. */
export function parseJsonBytes(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseStrictJsonObject(utf8.decode(bytes))
  } catch {
    return undefined
  }
}

// The class and the dot are disjoint, so matching is linear.
const THREE_PARTS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodePart(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : decodeBase64url(text)
}
