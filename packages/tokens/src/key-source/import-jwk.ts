import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { accept, type JsonObject, type Result, refuse } from '@sallyport/protocol'
import { type Algorithm, algorithmOf, findAlgorithm } from '../signature/algorithms.ts'

/** A public key that verifies signatures of one algorithm. */
export interface VerificationKey {
  readonly kid: string
  readonly alg: Algorithm
  readonly key: KeyObject
}

/** Why a JWK cannot be used. */
type JwkRefusal =
  | 'not_a_key'
  | 'not_for_signatures'
  | 'no_kid'
  | 'private_key'
  | 'unsupported_key'
  | 'wrong_algorithm'

/** RFC 7518 §6.2.2, §6.3.2, §6.4.1. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const MAX_KID_LENGTH = 256

/**
 * Imports one public JWK, once for all uses. `use` is absent or `sig`, `key_ops` absent or with
 * `verify`; `alg` must suit the key, and where it is absent the key has the one algorithm of its kind
 * (RS256 for RSA). RSA keys have 2048 to 8192 bits.
 * @see RFC 7517 §4
 */
export function importJwk(jwk: unknown): Result<VerificationKey, JwkRefusal> {
  if (!isJsonObject(jwk)) return refuse('not_a_key')
  // Security: whoever published a private key has told everyone how to sign with it.
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) return refuse('private_key')
  const { kty, kid, use, alg, key_ops: operations, crv, x, y, n, e } = jwk
  if (use !== undefined && use !== 'sig') return refuse('not_for_signatures')
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return refuse('not_for_signatures')
  }
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID_LENGTH) return refuse('no_kid')
  const key = createKey({ kty, crv, x, y, n, e })
  if (key === undefined) return refuse('unsupported_key')
  const own = algorithmOf(key)
  if (own === undefined) return refuse('unsupported_key')
  if (alg === undefined) return accept({ kid, alg: own, key })
  const named = typeof alg === 'string' ? findAlgorithm(alg) : undefined
  return named?.fits(key) ? accept({ kid, alg: named.name, key }) : refuse('wrong_algorithm')
}

function createKey(members: JsonObject): KeyObject | undefined {
  const given = Object.entries(members).filter(([, value]) => value !== undefined)
  if (!given.every(([, value]) => typeof value === 'string')) return undefined
  try {
    const key: JsonWebKey = Object.fromEntries(given)
    return createPublicKey({ key, format: 'jwk' })
  } catch {
    return undefined
  }
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
