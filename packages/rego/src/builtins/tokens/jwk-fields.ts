import { X509Certificate } from 'node:crypto'
import { typeName } from '../../values/kind.ts'
import { quoteGo } from '../../values/quote-go.ts'
import type { Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'
import { base64, base64Url, decodeBase64 } from '../encoding/base64.ts'
import { signatureAlgorithms } from './signature-algorithm.ts'

/** What the fields of a JSON Web Key hold, decoded. */
export interface JwkFields {
  readonly texts: ReadonlyMap<string, string>
  readonly bytes: ReadonlyMap<string, Uint8Array>
}

const byteFields: { readonly [type: string]: readonly string[] } = {
  oct: ['k'],
  RSA: ['e', 'n', 'd', 'p', 'q', 'dp', 'dq', 'qi'],
  EC: ['x', 'y', 'd'],
  OKP: ['x', 'd'],
}
const textFields = ['kty', 'kid', 'use', 'x5t', 'x5t#S256', 'x5u']
const curves = ['Ed25519', 'Ed448', 'P-256', 'P-384', 'P-521', 'X25519', 'X448']
/** Algorithms that a key may name besides those that sign tokens here. */
const otherAlgorithms = new Set(
  'ES256K Ed25519 none A128GCMKW A128KW A192GCMKW A192KW A256GCMKW A256KW dir ECDH-ES ECDH-ES+A128KW ECDH-ES+A192KW ECDH-ES+A256KW PBES2-HS256+A128KW PBES2-HS384+A192KW PBES2-HS512+A256KW RSA1_5 RSA-OAEP RSA-OAEP-256 RSA-OAEP-384 RSA-OAEP-512 A128CBC-HS256 A128GCM A192CBC-HS384 A192GCM A256CBC-HS512 A256GCM'.split(
    ' ',
  ),
)
const longestNameShown = 64
const mostCertificates = 10

/** Decodes the fields that a key of this type has, in their order. Throws BuiltinError with Go's words. */
export function decodeJwkFields(
  type: string,
  fields: readonly (readonly [string, Value])[],
): JwkFields {
  const texts = new Map<string, string>()
  const bytes = new Map<string, Uint8Array>()
  for (const [name, value] of fields) {
    const failure = (message: string) =>
      new BuiltinError(`failed to decode value for key ${name}: ${message}`)
    if (byteFields[type]?.includes(name)) bytes.set(name, bytesField(value, failure))
    else if (textFields.includes(name)) {
      texts.set(
        name,
        textField(value, (why) => failure(`error reading next value: ${why}`)),
      )
    } else if (name === 'alg') texts.set(name, algorithmField(value, failure))
    else if (name === 'crv' && (type === 'EC' || type === 'OKP')) {
      texts.set(name, curveField(value, failure))
    } else if (name === 'key_ops') checkOperations(value, failure)
    else if (name === 'x5c') checkCertificates(value, failure)
  }
  return { texts, bytes }
}

type Failure = (message: string) => BuiltinError

/** Go reads null as the empty text. */
function textField(value: Value, failure: Failure): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  throw failure(cannotUnmarshal(value, 'string'))
}

function cannotUnmarshal(value: Value, goType: string): string {
  const kind = typeof value === 'boolean' ? 'bool' : typeName(value)
  return `json: cannot unmarshal ${kind} into Go value of type ${goType}`
}

function bytesField(value: Value, failure: Failure): Uint8Array {
  const text = textField(value, (why) => failure(`error reading next value: ${why}`))
  try {
    return decodeAnyBase64(text)
  } catch {
    throw failure('expected base64 encoded []byte (string)')
  }
}

/** Either alphabet, with padding or without. */
function decodeAnyBase64(text: string): Uint8Array {
  const alphabet = /[+/]/.test(text) ? base64 : base64Url
  if (text.endsWith('=')) return decodeBase64(text, alphabet)
  const digits = text.replace(/[\r\n]/g, '')
  return decodeBase64(digits + ['', '=', '==', '='][digits.length % 4], alphabet)
}

function algorithmField(value: Value, failure: Failure): string {
  const name = textField(value, failure)
  if (signatureAlgorithms.has(name) || otherAlgorithms.has(name)) return name
  const shown = Array.from(name.slice(0, 2 * longestNameShown + 2))
  const short =
    shown.length > longestNameShown ? `${shown.slice(0, longestNameShown).join('')}...` : name
  throw failure(`invalid key value: ${quoteGo(short)}: invalid key algorithm`)
}

function curveField(value: Value, failure: Failure): string {
  const name = textField(value, (why) =>
    failure(`failed to unmarshal EllipticCurveAlgorithm: ${why}`),
  )
  if (curves.includes(name)) return name
  throw failure(`unknown EllipticCurveAlgorithm: ${quoteGo(name)}`)
}

function checkOperations(value: Value, failure: Failure): void {
  if (value === null) return
  if (!Array.isArray(value)) throw failure(cannotUnmarshal(value, 'jwk.KeyOperationList'))
  for (const operation of value as readonly Value[]) {
    textField(operation, () => failure(cannotUnmarshal(operation, 'jwk.KeyOperation')))
  }
}

function checkCertificates(value: Value, failure: Failure): void {
  if (!Array.isArray(value)) {
    throw failure('failed to unmarshal certificate chain: expected JSON array')
  }
  for (const [index, certificate] of (value as readonly Value[]).entries()) {
    if (index >= mostCertificates) {
      throw failure('failed to unmarshal certificate chain: too many certificates in the chain')
    }
    const wrong = (why: string) => failure(`failed to decode certificate at index ${index}: ${why}`)
    const text = textField(certificate, wrong)
    try {
      new X509Certificate(decodeBase64(text.replace(/\s/g, ''), base64))
    } catch {
      throw wrong('failed to parse x509 certificate: x509: malformed certificate')
    }
  }
}
