import { constants, type KeyObject, type SigningOptions } from 'node:crypto'

/** The signature algorithms that a verifier may allow; all asymmetric (RFC 7518 §3.1, RFC 8037, RFC 9864). */
export type Algorithm =
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'EdDSA'
  | 'Ed25519'

/** What is allowed where nobody says otherwise. */
export const defaultAlgorithms: readonly Algorithm[] = [
  'ES256',
  'ES384',
  'RS256',
  'PS256',
  'EdDSA',
  'Ed25519',
]

/** How one algorithm is computed by `node:crypto`, and on which keys. */
interface AlgorithmFacts {
  readonly name: Algorithm
  /** Undefined where the algorithm hashes by itself (Ed25519). */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | undefined
  readonly signing: SigningOptions
  /** Whether the key is of the one kind that this algorithm uses: type, curve, strength. */
  fits(key: KeyObject): boolean
  /** The only length that a signature by this key can have, in bytes. */
  signatureLength(key: KeyObject): number
}

/** The facts of an algorithm by its name; undefined for everything else (`none`, `HS256`, `es256`). */
export function findAlgorithm(name: string): AlgorithmFacts | undefined {
  return algorithms.get(name)
}

/** Whether a verifier may allow what has this name. */
export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && algorithms.has(name)
}

/**
 * The one algorithm of a key that does not name it; undefined if there is none.
 * Invariant: one key, one algorithm (RFC 8725 §3.1), so an RSA key without `alg` is an RS256 key.
 */
export function algorithmOf(key: KeyObject): Algorithm | undefined {
  return (['ES256', 'ES384', 'ES512', 'RS256', 'EdDSA'] as const).find((name) =>
    findAlgorithm(name)?.fits(key),
  )
}

const MIN_RSA_BITS = 2048
// Security: verifying under an absurdly long modulus would cost milliseconds a request.
const MAX_RSA_BITS = 8192

const algorithms: ReadonlyMap<string, AlgorithmFacts> = new Map(
  [
    ecdsa('ES256', 'sha256', 'prime256v1', 64),
    ecdsa('ES384', 'sha384', 'secp384r1', 96),
    ecdsa('ES512', 'sha512', 'secp521r1', 132),
    rsa('RS256', 'sha256'),
    rsa('RS384', 'sha384'),
    rsa('RS512', 'sha512'),
    rsaPss('PS256', 'sha256'),
    rsaPss('PS384', 'sha384'),
    rsaPss('PS512', 'sha512'),
    ed25519('EdDSA'),
    ed25519('Ed25519'),
  ].map((facts) => [facts.name, facts]),
)

function ecdsa(
  name: Algorithm,
  hash: 'sha256' | 'sha384' | 'sha512',
  curve: string,
  length: number,
): AlgorithmFacts {
  return {
    name,
    hash,
    signing: { dsaEncoding: 'ieee-p1363' },
    fits: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve,
    signatureLength: () => length,
  }
}

function rsa(name: Algorithm, hash: 'sha256' | 'sha384' | 'sha512'): AlgorithmFacts {
  return {
    name,
    hash,
    signing: { padding: constants.RSA_PKCS1_PADDING },
    fits: (key) => {
      const bits = modulusBits(key)
      if (key.asymmetricKeyType !== 'rsa' || bits < MIN_RSA_BITS || bits > MAX_RSA_BITS)
        return false
      // Security: under the exponent 1 a signature is its own message, which anyone can write.
      return (key.asymmetricKeyDetails?.publicExponent ?? 0n) >= 3n
    },
    signatureLength: (key) => Math.ceil(modulusBits(key) / 8),
  }
}

function rsaPss(name: Algorithm, hash: 'sha256' | 'sha384' | 'sha512'): AlgorithmFacts {
  return {
    ...rsa(name, hash),
    signing: {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    },
  }
}

function ed25519(name: Algorithm): AlgorithmFacts {
  return {
    name,
    hash: undefined,
    signing: {},
    fits: (key) => key.asymmetricKeyType === 'ed25519',
    signatureLength: () => 64,
  }
}

function modulusBits(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0
}
