import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { PlainObject, Value } from '../../../src/values/value.ts'

export const secret = 'a secret for tests'

/** Pairs of keys, made once. */
export const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: generateKeyPairSync('ed25519'),
}

export function pemOf({ publicKey }: { readonly publicKey: KeyObject }): string {
  return String(publicKey.export({ type: 'spki', format: 'pem' }))
}

export function publicJwk({ publicKey }: { readonly publicKey: KeyObject }): PlainObject {
  return publicKey.export({ format: 'jwk' }) as PlainObject
}

export function privateJwk({ privateKey }: { readonly privateKey: KeyObject }): PlainObject {
  return privateKey.export({ format: 'jwk' }) as PlainObject
}

export function encode(part: Value | Uint8Array): string {
  const bytes = part instanceof Uint8Array ? part : Buffer.from(textOf(part))
  return Buffer.from(bytes).toString('base64url')
}

/** Texts are taken as they are. */
function textOf(part: Value): string {
  return typeof part === 'string' ? part : JSON.stringify(part)
}

/** Signs with the secret where there is no key. */
export function makeToken(
  header: PlainObject,
  payload: Value,
  key?: { readonly privateKey: KeyObject },
): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${encode(signatureOf(String(header.alg), input, key?.privateKey))}`
}

function signatureOf(algorithm: string, input: string, key: KeyObject | undefined): Uint8Array {
  const bytes = Buffer.from(input)
  const hash = `sha${algorithm.slice(2)}`
  if (key === undefined) return createHmac(hash, secret).update(bytes).digest()
  if (algorithm === 'EdDSA') return sign(null, bytes, key)
  if (algorithm.startsWith('ES')) return sign(hash, bytes, { key, dsaEncoding: 'ieee-p1363' })
  const isPss = algorithm.startsWith('PS')
  const padding = isPss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  return sign(hash, bytes, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
}
