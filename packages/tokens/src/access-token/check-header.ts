import { accept, type JsonObject, type Result, refuse } from '@sallyport/protocol'
import { type Algorithm, findAlgorithm } from '../signature/algorithms.ts'
import type { TokenProfile } from './token-profile.ts'

/** What a header may tell us: which of the issuer's keys to use, and nothing about where it is. */
interface TokenHeader {
  readonly alg: Algorithm
  readonly kid: string
}

const MAX_KID_LENGTH = 256

/**
 * Security: a header that brings a key or its address (`jwk`, `jku`, `x5u`, `x5c`) asks to be verified
 * with the attacker's key; `crit` and `b64` change what is signed. We know no extension, so each
 * is refused by its presence.
 */
export const refusedHeaderMembers = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64']

/**
 * Checks the header of an access token: its type, an allowed algorithm, a `kid`, and nothing that
 * steers the verifier.
 * @see RFC 9068 §4, RFC 8725 §3.1, §3.10, §3.11
 */
export function checkHeader(
  header: JsonObject,
  allowed: readonly Algorithm[],
  profile: TokenProfile,
): Result<TokenHeader, 'wrong_type' | 'unsupported_algorithm' | 'bad_header'> {
  if (!isTypeOf(profile, header)) return refuse('wrong_type')
  const alg = allowedAlgorithm(own(header, 'alg'), allowed)
  if (alg === undefined) return refuse('unsupported_algorithm')
  if (refusedHeaderMembers.some((name) => Object.hasOwn(header, name))) return refuse('bad_header')
  const kid = own(header, 'kid')
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID_LENGTH) {
    return refuse('bad_header')
  }
  return accept({ alg, kid })
}

// Media types compare without case, and `application/` may be left out (RFC 7515 §4.1.9).
const ACCESS_TOKEN_TYPE = /^(?:application\/)?at\+jwt$/i
const ANY_JWT_TYPE = /^(?:application\/)?(?:at\+)?jwt$/i

function isTypeOf(profile: TokenProfile, header: JsonObject): boolean {
  if (profile === 'jwt' && !Object.hasOwn(header, 'typ')) return true
  const typ = own(header, 'typ')
  const expected = profile === 'jwt' ? ANY_JWT_TYPE : ACCESS_TOKEN_TYPE
  return typeof typ === 'string' && expected.test(typ)
}

/** Invariant: an allowlist that names `none` or `HS256` still allows neither: they are not in the table. */
export function allowedAlgorithm(
  alg: unknown,
  allowed: readonly Algorithm[],
): Algorithm | undefined {
  if (typeof alg !== 'string') return undefined
  return allowed.find((name) => name === alg && findAlgorithm(name) !== undefined)
}

function own(header: JsonObject, name: string): unknown {
  return Object.hasOwn(header, name) ? header[name] : undefined
}
