import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { Secret } from '@sallyport/protocol'

/** How a bundle may be signed. */
export const signatureAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'HS256',
  'HS384',
  'HS512',
] as const

export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]

/** A key that bundles may be signed with. */
export interface BundleKey {
  /** Which of several keys, as signatures name it (`opa build --verification-key-id`). Default: `default`. */
  readonly keyId?: string
  /** The only one that is taken, whatever a signature says. */
  readonly algorithm: SignatureAlgorithm
  /** A public key or certificate in PEM; for `HS…` the shared secret. */
  readonly key: string | Secret<string>
}

/** A key that has been judged. */
export interface CheckedKey {
  readonly keyId: string
  readonly algorithm: SignatureAlgorithm
  readonly key: KeyObject
}

/** Throws TypeError for a key that does not fit its algorithm or is too weak, and for two of one name. */
export function checkKeys(keys: readonly BundleKey[]): readonly CheckedKey[] {
  if (keys.length === 0) {
    throw new TypeError(
      '`signedBy` has no keys: name one, or leave it out to take unsigned bundles',
    )
  }
  const checked = keys.map(checkKey)
  const twice = checked.find(({ keyId }, i) => checked.slice(0, i).some((o) => o.keyId === keyId))
  if (twice !== undefined) throw new TypeError(`two keys have the name \`${twice.keyId}\``)
  return checked
}

function checkKey({ keyId = 'default', algorithm, key: given }: BundleKey): CheckedKey {
  if (!signatureAlgorithms.includes(algorithm)) {
    throw new TypeError(`\`algorithm\` must be one of ${signatureAlgorithms.join(', ')}`)
  }
  const text = given instanceof Secret ? given.reveal() : given
  const key = readKey(keyId, algorithm, text)
  const problem = problemOf(algorithm, key)
  if (problem !== undefined) throw new TypeError(`the key \`${keyId}\` ${problem}`)
  return { keyId, algorithm, key }
}

function readKey(keyId: string, algorithm: SignatureAlgorithm, text: string): KeyObject {
  if (algorithm.startsWith('HS')) {
    // Security: a public key as the secret of an HMAC would let everybody sign.
    if (text.includes('-----BEGIN')) {
      throw new TypeError(`the key \`${keyId}\` is PEM, which is no shared secret for ${algorithm}`)
    }
    return createSecretKey(text, 'utf8')
  }
  if (text.includes('PRIVATE KEY-----')) {
    throw new TypeError(`the key \`${keyId}\` is private: give its public half`)
  }
  try {
    return createPublicKey(text)
  } catch {
    throw new TypeError(`the key \`${keyId}\` is no public key or certificate in PEM`)
  }
}

const curves: Readonly<Record<string, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
}

/** @see RFC 7518 §3.2 to §3.5 */
function problemOf(algorithm: SignatureAlgorithm, key: KeyObject): string | undefined {
  if (algorithm.startsWith('HS')) {
    const least = Number(algorithm.slice(2)) / 8
    return (key.symmetricKeySize ?? 0) >= least
      ? undefined
      : `is too short: ${algorithm} needs ${least} bytes`
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (algorithm.startsWith('ES')) {
    const curve = curves[algorithm]
    return type === 'ec' && details?.namedCurve === curve
      ? undefined
      : `is no key for ${algorithm}: it must be of the curve ${curve}`
  }
  if (type !== 'rsa') return `is no key for ${algorithm}: it must be an RSA key`
  return (details?.modulusLength ?? 0) >= 2048 ? undefined : 'is too short: RSA needs 2048 bits'
}
