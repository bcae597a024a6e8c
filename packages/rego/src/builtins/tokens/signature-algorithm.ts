import { constants, createHmac, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto'
import { BuiltinError } from '../builtin.ts'

/** How an algorithm of JSON Web Signatures signs. @see RFC 7518 §3.1, RFC 8037 §3.1 */
export type SignatureAlgorithm =
  | { readonly family: 'hmac'; readonly hash: Hash }
  | AsymmetricAlgorithm

export type AsymmetricAlgorithm =
  | { readonly family: 'rsa' | 'rsaPss' | 'ecdsa'; readonly hash: Hash }
  | { readonly family: 'eddsa' }

type Hash = 'sha256' | 'sha384' | 'sha512'

const families = { HS: 'hmac', RS: 'rsa', PS: 'rsaPss', ES: 'ecdsa' } as const

/**
 * The algorithms that a token may be signed with, by name. Security: `none` is not among them, and which
 * kind of key an algorithm takes is fixed: a public key is never the secret of an HMAC.
 */
export const signatureAlgorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map<
  string,
  SignatureAlgorithm
>([
  ...Object.entries(families).flatMap(([prefix, family]) =>
    (['256', '384', '512'] as const).map((bits): [string, SignatureAlgorithm] => [
      `${prefix}${bits}`,
      { family, hash: `sha${bits}` },
    ]),
  ),
  ['EdDSA', { family: 'eddsa' }],
])

export type AsymmetricKey =
  | { readonly kind: 'rsa'; readonly object: KeyObject; readonly bits: number }
  | { readonly kind: 'ec'; readonly object: KeyObject; readonly bytes: number }
  | { readonly kind: 'ed25519'; readonly object: KeyObject }

/** A key that can verify signatures, or one of a kind that cannot. */
export type VerifyingKey =
  | AsymmetricKey
  | { readonly kind: 'secret'; readonly bytes: Uint8Array }
  | { readonly kind: 'other' }

/** Go refuses shorter ones. */
export const leastRsaBits = 1024
/** OpenSSL refuses longer ones. */
export const mostRsaBits = 16384

/**
 * Whether a signature is right. `strict` as RFC 7518 has it: a salt as long as the hash, both halves of an
 * ECDSA signature as long as the key.
 */
export function verifySignature(
  algorithm: SignatureAlgorithm,
  key: VerifyingKey,
  input: Uint8Array,
  signature: Uint8Array,
  { strict }: { readonly strict: boolean },
): boolean {
  switch (algorithm.family) {
    case 'hmac':
      return key.kind === 'secret' && verifyHmac(algorithm.hash, key.bytes, input, signature)
    case 'rsa':
    case 'rsaPss': {
      if (key.kind !== 'rsa' || key.bits < leastRsaBits) return false
      const { RSA_PSS_SALTLEN_DIGEST, RSA_PSS_SALTLEN_AUTO } = constants
      const saltLength = strict ? RSA_PSS_SALTLEN_DIGEST : RSA_PSS_SALTLEN_AUTO
      const padding = paddingOf(algorithm.family)
      const options = { key: key.object, padding, saltLength }
      return isTrue(() => verify(algorithm.hash, input, options, signature))
    }
    case 'ecdsa': {
      if (key.kind !== 'ec') return false
      if (strict && signature.length !== 2 * key.bytes) return false
      const halves = evenHalves(signature, key.bytes)
      const options = { key: key.object, dsaEncoding: 'ieee-p1363' } as const
      return halves !== undefined && isTrue(() => verify(algorithm.hash, input, options, halves))
    }
    case 'eddsa':
      return (
        key.kind === 'ed25519' &&
        signature.length === 64 &&
        isTrue(() => verify(null, input, key.object, signature))
      )
  }
}

export function verifyHmac(
  hash: Hash,
  secret: Uint8Array,
  input: Uint8Array,
  signature: Uint8Array,
): boolean {
  const expected = createHmac(hash, secret).update(input).digest()
  // Security: not `===`, whose time would tell how much of a forged code is right.
  return expected.length === signature.length && timingSafeEqual(expected, signature)
}

/** Throws BuiltinError for a key that is too short for the hash. */
export function makeSignature(
  algorithm: AsymmetricAlgorithm,
  key: KeyObject,
  input: Uint8Array,
): Uint8Array {
  try {
    switch (algorithm.family) {
      case 'rsa':
      case 'rsaPss': {
        const padding = paddingOf(algorithm.family)
        const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
        return sign(algorithm.hash, input, { key, padding, saltLength })
      }
      case 'ecdsa':
        return sign(algorithm.hash, input, { key, dsaEncoding: 'ieee-p1363' })
      case 'eddsa':
        return sign(null, input, key)
    }
  } catch {
    throw new BuiltinError('crypto/rsa: message too long for RSA key size')
  }
}

function paddingOf(family: 'rsa' | 'rsaPss'): number {
  return family === 'rsa' ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_PSS_PADDING
}

/** Numbers of any length in the length that the key asks for; undefined for one that is greater. */
function evenHalves(signature: Uint8Array, bytes: number): Uint8Array | undefined {
  if (signature.length === 2 * bytes) return signature
  const middle = signature.length >> 1
  const halves = new Uint8Array(2 * bytes)
  for (const [index, half] of [
    signature.subarray(0, middle),
    signature.subarray(middle),
  ].entries()) {
    const first = half.findIndex((byte) => byte !== 0)
    const significant = first < 0 ? half.subarray(half.length) : half.subarray(first)
    if (significant.length > bytes) return undefined
    halves.set(significant, (index + 1) * bytes - significant.length)
  }
  return halves
}

/** A key or signature that OpenSSL will not work with is a wrong one. */
function isTrue(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}
