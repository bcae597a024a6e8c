import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { spendText } from '../text-work.ts'
import { within } from './compact-token.ts'
import { checkExport } from './export-jwk.ts'
import type { Jwk, JwkMaterial } from './jwk.ts'
import { encoded } from './parse-jwk.ts'
import { parseJwkSet } from './parse-jwk-set.ts'
import { firstPemBlock } from './pem.ts'
import { mostRsaBits, signatureAlgorithms, type VerifyingKey } from './signature-algorithm.ts'

/** A key that tokens are verified with. */
export interface VerificationKey {
  /** The only algorithm that it is for; "" where none is told. */
  readonly algorithm: string
  readonly keyId: string
  readonly key: VerifyingKey
  /** Given with its secret part. */
  readonly isPrivate: boolean
}

const mostCached = 64
const longestCached = 65536
const charactersOfWork = 8
/** What a key costs, also one that is remembered: the same policy must always come to the same end. */
const keyWork = 50
const mostRsaExponent = 2n ** 31n - 1n
const curveBytes = new Map([
  ['secp224r1', 28],
  ['prime256v1', 32],
  ['secp384r1', 48],
  ['secp521r1', 66],
])
const cache = new Map<string, readonly VerificationKey[]>()

/**
 * Reads the keys of a PEM certificate, a PEM public key, a JSON Web Key or a set of them. Throws
 * BuiltinError for what is none of these.
 */
export function verificationKeys(call: BuiltinCall, text: string): readonly VerificationKey[] {
  spendText(call, text.length * charactersOfWork)
  const keys = cachedKeys(text)
  call.spend(keys.length * keyWork)
  return keys
}

function cachedKeys(text: string): readonly VerificationKey[] {
  const cached = cache.get(text)
  const keys = cached ?? parseKeys(text)
  if (text.length > longestCached) return keys
  // The one used last is the last to go.
  cache.delete(text)
  cache.set(text, keys)
  const [oldest] = cache.keys()
  if (cache.size > mostCached && oldest !== undefined) cache.delete(oldest)
  return keys
}

function parseKeys(text: string): readonly VerificationKey[] {
  const block = firstPemBlock(text)
  if (block === undefined) {
    const context = 'failed to parse a JWK key (set): jwk.ParseString: failed to parse string'
    return within(context, () => parseJwkSet(text)).flatMap(keyOfJwk)
  }
  if (block.rest !== '') throw new BuiltinError('extra data after a PEM certificate block')
  if (block.type === 'CERTIFICATE') return [withoutNames(keyOfCertificate(block.bytes))]
  if (block.type === 'PUBLIC KEY') return [withoutNames(keyOfSpki(block.bytes))]
  throw new BuiltinError('failed to extract a Key from the PEM certificate')
}

function withoutNames(key: VerifyingKey): VerificationKey {
  return { algorithm: '', keyId: '', key, isPrivate: false }
}

function keyOfCertificate(der: Uint8Array): VerifyingKey {
  const failed = 'failed to parse a PEM certificate: x509'
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(der)
  } catch {
    throw new BuiltinError(`${failed}: malformed certificate`)
  }
  // OpenSSL passes over what follows the certificate.
  if (certificate.raw.length !== der.length) throw new BuiltinError(`${failed}: trailing data`)
  let object: KeyObject
  try {
    object = certificate.publicKey
  } catch {
    return { kind: 'other' }
  }
  const key = keyOfObject(object)
  if (key === undefined) throw new BuiltinError(`${failed}: unsupported elliptic curve`)
  return key
}

function keyOfSpki(der: Uint8Array): VerifyingKey {
  const failed = 'failed to parse a PEM public key: x509'
  let object: KeyObject
  try {
    object = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' })
  } catch {
    throw new BuiltinError(`${failed}: malformed public key`)
  }
  const known = ['rsa', 'ec', 'ed25519', 'x25519', 'dsa']
  if (!known.includes(object.asymmetricKeyType ?? '')) {
    throw new BuiltinError(`${failed}: unknown public key algorithm`)
  }
  const key = keyOfObject(object)
  if (key === undefined) throw new BuiltinError(`${failed}: unsupported elliptic curve`)
  return key
}

/** Undefined for a curve that Go does not know. */
function keyOfObject(object: KeyObject): VerifyingKey | undefined {
  const details = object.asymmetricKeyDetails
  switch (object.asymmetricKeyType) {
    case 'rsa': {
      const bits = details?.modulusLength ?? 0
      const exponent = details?.publicExponent ?? 0n
      // Security: with the exponent 1 a signature is the message itself.
      const isSound = exponent >= 3n && exponent % 2n === 1n && exponent <= mostRsaExponent
      return isSound && bits <= mostRsaBits ? { kind: 'rsa', object, bits } : { kind: 'other' }
    }
    case 'ec': {
      const bytes = curveBytes.get(details?.namedCurve ?? '')
      return bytes === undefined ? undefined : { kind: 'ec', object, bytes }
    }
    case 'ed25519':
      return { kind: 'ed25519', object }
    default:
      return { kind: 'other' }
  }
}

/** None where the key is for an algorithm that signs no tokens. */
function keyOfJwk(jwk: Jwk): VerificationKey[] {
  const { algorithm, keyId } = jwk
  const key = within('jwk.Export: failed to export jwk.Key to raw format', () => exported(jwk))
  if (algorithm !== '' && !signatureAlgorithms.has(algorithm)) return []
  const isPrivate = jwk.type !== 'oct' && jwk.secret !== undefined
  return [{ algorithm, keyId, key, isPrivate }]
}

function exported(jwk: JwkMaterial): VerifyingKey {
  checkExport(jwk)
  switch (jwk.type) {
    case 'oct':
      return { kind: 'secret', bytes: jwk.bytes }
    case 'RSA':
      return keyOfWebKey({ kty: 'RSA', n: encoded(jwk.modulus), e: encoded(jwk.exponent) })
    case 'EC':
      return keyOfWebKey({ kty: 'EC', crv: jwk.curve, x: encoded(jwk.x), y: encoded(jwk.y) })
    case 'OKP':
      return keyOfWebKey({ kty: 'OKP', crv: jwk.curve, x: encoded(jwk.x) })
  }
}

function keyOfWebKey(key: { readonly [field: string]: string }): VerifyingKey {
  try {
    return keyOfObject(createPublicKey({ key, format: 'jwk' })) ?? { kind: 'other' }
  } catch {
    return { kind: 'other' }
  }
}
