import { createHmac } from 'node:crypto'
import { parseJson, toJson } from '../../values/json.ts'
import { isObject } from '../../values/kind.ts'
import { getKey } from '../../values/objects.ts'
import { utf8 } from '../../values/text.ts'
import type { PlainObject, Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { base64Url, encodeBase64 } from '../encoding/base64.ts'
import { checkJson, isJson } from '../encoding/scan-json.ts'
import { stringOperand } from '../operand.ts'
import { spendText } from '../text-work.ts'
import { spendValue } from '../value-work.ts'
import { within } from './compact-token.ts'
import { parseJwkSet } from './parse-jwk-set.ts'
import { makeSignature, signatureAlgorithms } from './signature-algorithm.ts'
import { hmacSecret, signingKey } from './signing-key.ts'
import { verificationWork } from './trusted-keys.ts'

const charactersOfWork = 8
/** Signing with RSA is the slowest. */
const signingWork = 20 * verificationWork
const lenientNumber = /^\s*(?:[-+0-9.eE]+|[-+]?(?:inf|nan)[a-z]*)\s*$/i

/** Signs a token that is given as values. */
export function encodeSign(call: BuiltinCall, headers: Value, payload: Value, key: Value): string {
  const [headerText, payloadText, keyText] = [headers, payload, key].map((value) => {
    spendValue(call, value)
    return toJson(value)
  }) as [string, string, string]
  return sign(call, headerText, payloadText, keyText)
}

/** Signs a token whose parts are given as texts. */
export function encodeSignRaw(
  call: BuiltinCall,
  headers: Value,
  payload: Value,
  key: Value,
): string {
  const keyText = stringOperand(key, 3)
  const headerText = stringOperand(headers, 1)
  return sign(call, headerText, stringOperand(payload, 2), keyText)
}

/** Throws BuiltinError for a key that is none or does not fit the algorithm. @see RFC 7515 §5.1 */
function sign(call: BuiltinCall, header: string, payload: string, keyText: string): string {
  spendText(call, (header.length + payload.length + keyText.length) * charactersOfWork)
  const [key] = parseJwkSet(keyText)
  if (key === undefined) throw new BuiltinError('no keys found in JWK set')
  const fields = parseHeader(header)
  const name = algorithmOf(fields)
  const algorithm = signatureAlgorithms.get(name)
  if (algorithm === undefined) throw new BuiltinError(`unknown JWS algorithm: ${name}`)
  const type = fields === undefined ? undefined : getKey(fields, 'typ')
  if ((typeof type !== 'string' || type === 'JWT') && !isJson(payload)) {
    throw new BuiltinError('type is JWT but payload is not JSON')
  }
  call.spend(signingWork)
  const input = `${encode(utf8(header))}.${encode(utf8(payload))}`
  const bytes = utf8(input)
  const signature =
    algorithm.family === 'hmac'
      ? createHmac(algorithm.hash, hmacSecret(key)).update(bytes).digest()
      : makeSignature(algorithm, signingKey(key, algorithm.family), bytes)
  return `${input}.${encode(signature)}`
}

function encode(bytes: Uint8Array): string {
  return encodeBase64(bytes, base64Url, { padded: false })
}

/** Undefined for JSON that is no object. */
function parseHeader(text: string): PlainObject | undefined {
  // Taken for a number by the parser that OPA uses here.
  if (lenientNumber.test(text)) return undefined
  return within("missing or invalid 'alg' header", () => {
    const value = within('cannot parse JSON', () => parseJson(text.slice(0, checkJson(text))))
    return isObject(value) ? (value as PlainObject) : undefined
  })
}

function algorithmOf(fields: PlainObject | undefined): string {
  const name = fields === undefined ? undefined : getKey(fields, 'alg')
  if (typeof name === 'string') return name
  const why =
    name === undefined
      ? 'jwsbb: header "alg" not found'
      : `value doesn't contain string; it contains ${fastJsonType(name)}`
  throw new BuiltinError(`missing or invalid 'alg' header: ${why}`)
}

function fastJsonType(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'array'
  return isObject(value) ? 'object' : 'number'
}
