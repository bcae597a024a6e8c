import { parseJson } from '../../values/json.ts'
import { isObject } from '../../values/kind.ts'
import { getKey } from '../../values/objects.ts'
import { fromUtf8, utf8 } from '../../values/text.ts'
import type { PlainObject, Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { base64Url, decodeBase64, withPadding } from '../encoding/base64.ts'
import { checkJson } from '../encoding/scan-json.ts'
import { stringOperand } from '../operand.ts'
import { spendText } from '../text-work.ts'

/** The three parts of a JSON Web Signature in compact form, still encoded. */
export interface CompactToken {
  readonly header: string
  readonly payload: string
  readonly signature: string
}

/** Decoding and reading a character takes as long as looking at so many. */
const charactersOfWork = 8

/** Throws BuiltinError where it has not three parts. */
export function splitToken(call: BuiltinCall, jwt: Value): CompactToken {
  const text = stringOperand(jwt, 1)
  spendText(call, text.length * charactersOfWork)
  if (!text.includes('.')) throw new BuiltinError('encoded JWT had no period separators')
  const parts = text.split('.')
  const [header, payload, signature] = parts
  if (
    parts.length !== 3 ||
    header === undefined ||
    payload === undefined ||
    signature === undefined
  ) {
    throw new BuiltinError(`encoded JWT must have 3 sections, found ${parts.length}`)
  }
  return { header, payload, signature }
}

/** What is signed. */
export function signingInput({ header, payload }: CompactToken): Uint8Array {
  return utf8(`${header}.${payload}`)
}

/** Throws BuiltinError where it is no JSON object or belongs to an encrypted token. */
export function decodeHeader({ header }: CompactToken): PlainObject {
  const text = fromUtf8(decodeWithin('JWT header had invalid encoding', header))
  const decoded = within('bad JWT header', () => parseObject(text))
  if (getKey(decoded, 'enc') !== undefined) {
    throw new BuiltinError('JWT is a JWE object, which is not supported')
  }
  return decoded
}

/** The text, which for a nested token is a token again. */
export function decodePayload({ payload }: CompactToken): string {
  return fromUtf8(decodeWithin('JWT payload had invalid encoding', payload))
}

/** Throws BuiltinError where a text is no JSON object. Of entries with one name the last one counts. */
export function parseObject(text: string): PlainObject {
  const value = within('invalid JSON', () => parseJson(text.slice(0, checkJson(text))))
  if (!isObject(value)) throw new BuiltinError('decoded JSON type was not an Object')
  return value as PlainObject
}

/** With padding or without. */
export function decodeSegment(segment: string): Uint8Array {
  return decodeBase64(withPadding(segment), base64Url)
}

/** Puts a context before the message of an error. */
export function within<T>(context: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof BuiltinError) throw new BuiltinError(`${context}: ${error.message}`)
    throw error
  }
}

function decodeWithin(context: string, segment: string): Uint8Array {
  return within(context, () => decodeSegment(segment))
}
