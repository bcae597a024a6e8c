import { accept, type JsonObject, type Result, refuse } from '@sallyport/protocol'
import { allowedAlgorithm, refusedHeaderMembers } from '../access-token/check-header.ts'
import { defaultLeewaySeconds } from '../access-token/check-times.ts'
import { isInstant, isText } from '../access-token/parse-claims.ts'
import { parseCompactJws, parseJsonBytes } from '../access-token/parse-compact-jws.ts'
import type { TokenRefusal } from '../access-token/token-refusal.ts'
import type { CachedKeys } from '../key-source/cached-keys.ts'
import { type Algorithm, defaultAlgorithms } from '../signature/algorithms.ts'
import { verifySignature } from '../signature/verify-signature.ts'

/** What an assertion proves once, and until when it must not be taken again. */
export interface ClientAssertion {
  readonly tokenId: string
  /** Seconds since the epoch; no clock of ours takes the assertion for valid from then on. */
  readonly forgetAt: number
}

export interface ClientAssertionOptions {
  /** The authority's issuer, which `aud` must be. */
  readonly issuer: string
  /** Whose assertion it must be. */
  readonly clientId: string
  /** The keys of that client and of no other. */
  readonly keys: CachedKeys
  /** Seconds since the epoch. */
  readonly nowSeconds: number
}

/** Why an assertion was refused. Private: for the audit, never for the client. */
export type ClientAssertionRefusal = Exclude<TokenRefusal, 'sender_constrained'>

/** What assertions may be signed with; asymmetric, all of them. */
export const clientAssertionAlgorithms: readonly Algorithm[] = defaultAlgorithms

/** How far ahead an assertion may end; it is remembered for as long. */
const LONGEST_LIFE_SECONDS = 300
const MAX_ID_LENGTH = 256

/**
 * Verifies that an assertion is the client's own, for this authority, and now. That it is used once is the
 * caller's to see to, after this.
 * Security: the audience is the issuer alone, as one text. Any other, such as the token endpoint, could be
 * given by another authority to a client of both, to be passed on by it (RFC 7523bis §4).
 * @see RFC 7523 §3, draft-ietf-oauth-rfc7523bis
 */
export async function verifyClientAssertion(
  assertion: string,
  options: ClientAssertionOptions,
): Promise<Result<ClientAssertion, ClientAssertionRefusal>> {
  const jws = parseCompactJws(assertion)
  if (!jws.ok) return jws
  const header = checkAssertionHeader(jws.value.header)
  if (!header.ok) return header
  const { alg, kid } = header.value
  const found = await options.keys.find(kid, alg)
  if (found.kind === 'unavailable') return refuse('keys_unavailable')
  if (found.kind !== 'found') return refuse('unknown_key')
  const { signedData, signature, payload } = jws.value
  if (!verifySignature(alg, found.key, signedData, signature)) return refuse('bad_signature')
  const claims = parseJsonBytes(payload)
  return claims === undefined ? refuse('malformed') : checkClaims(claims, options)
}

// Media types compare without case, and `application/` may be left out (RFC 7515 §4.1.9).
const ASSERTION_TYPE = /^(?:application\/)?(?:client-authentication\+)?jwt$/i

interface AssertionHeader {
  readonly alg: Algorithm
  readonly kid?: string
}

/** Security: `typ` keeps out what the client signs for another purpose (a proof, a request object). */
function checkAssertionHeader(
  header: JsonObject,
): Result<AssertionHeader, 'wrong_type' | 'unsupported_algorithm' | 'bad_header'> {
  const members = new Map(Object.entries(header))
  const typ = members.get('typ')
  const isOfType = typeof typ === 'string' && ASSERTION_TYPE.test(typ)
  if (members.has('typ') && !isOfType) return refuse('wrong_type')
  const alg = allowedAlgorithm(members.get('alg'), clientAssertionAlgorithms)
  if (alg === undefined) return refuse('unsupported_algorithm')
  if (refusedHeaderMembers.some((name) => members.has(name))) return refuse('bad_header')
  if (!members.has('kid')) return accept({ alg })
  const kid = members.get('kid')
  return isId(kid) ? accept({ alg, kid }) : refuse('bad_header')
}

function checkClaims(
  payload: JsonObject,
  { issuer, clientId, nowSeconds }: ClientAssertionOptions,
): Result<ClientAssertion, ClientAssertionRefusal> {
  const claims = new Map(Object.entries(payload))
  for (const name of ['iss', 'sub', 'aud', 'exp', 'jti']) {
    if (!claims.has(name)) return refuse('missing_claim')
  }
  const [exp, jti] = [claims.get('exp'), claims.get('jti')]
  const { iat = 1, nbf = 1 } = { iat: claims.get('iat'), nbf: claims.get('nbf') }
  if (!isInstant(exp) || !isId(jti) || !isInstant(iat) || !isInstant(nbf)) {
    return refuse('bad_claim')
  }
  if (claims.get('iss') !== clientId || claims.get('sub') !== clientId) {
    return refuse('wrong_issuer')
  }
  if (claims.get('aud') !== issuer) return refuse('wrong_audience')
  const latestStart = nowSeconds + defaultLeewaySeconds
  if (exp <= nowSeconds) return refuse('expired')
  if (exp > latestStart + LONGEST_LIFE_SECONDS || exp <= iat) return refuse('bad_claim')
  if (iat > latestStart || nbf > latestStart) return refuse('not_yet_valid')
  return accept({ tokenId: jti, forgetAt: Math.ceil(exp) + defaultLeewaySeconds })
}

function isId(value: unknown): value is string {
  return isText(value) && value.length <= MAX_ID_LENGTH
}
