import { type JsonObject, type Principal, type Result, refuse } from '@sallyport/protocol'
import type { KeySource } from '../key-source/key-source.ts'
import { type Algorithm, defaultAlgorithms } from '../signature/algorithms.ts'
import { verifySignature } from '../signature/verify-signature.ts'
import { checkAudience } from './check-audience.ts'
import { checkBearer } from './check-bearer.ts'
import { checkHeader } from './check-header.ts'
import { checkIssuer } from './check-issuer.ts'
import { checkClientIsNotAudience, checkKind } from './check-kind.ts'
import { checkTimes, defaultLeewaySeconds } from './check-times.ts'
import { digestId } from './digest-id.ts'
import { makePrincipal } from './make-principal.ts'
import { normalizeClaims } from './normalize-claims.ts'
import { parseClaims, type TokenClaims } from './parse-claims.ts'
import { parseCompactJws, parseJsonBytes } from './parse-compact-jws.ts'
import { type MapFacts, takeFacts } from './take-facts.ts'
import type { TokenProfile } from './token-profile.ts'
import type { TokenRefusal } from './token-refusal.ts'

export interface VerifyOptions {
  /** The one issuer that is trusted; compared character by character. */
  readonly issuer: string
  /** Our own resource identifier, or several of which each is ours: one must be `aud`, or in it. */
  readonly audience: string | readonly [string, ...string[]]
  /** The keys of that issuer. */
  readonly keys: KeySource
  /** Asymmetric ones only; ES256, ES384, RS256, PS256, EdDSA and Ed25519 where left out. */
  readonly algorithms?: readonly Algorithm[]
  /** `at+jwt` where left out. */
  readonly profile?: TokenProfile
  /** What the issuer's claims mean here, beside what the standards say. */
  readonly facts?: MapFacts
  /** Seconds since the epoch. */
  readonly nowSeconds: number
  /** How far the issuer's clock may be from ours, 0 to 60; 30. */
  readonly leewaySeconds?: number
}

/**
 * Verifies a JWT access token and answers who is calling, or why not. Throws on options that could not
 * refuse anything, and on `facts` that throw or do not fit.
 * @see RFC 9068 §4, RFC 8725 §3
 */
export async function verifyAccessToken(
  token: string,
  options: VerifyOptions,
): Promise<Result<Principal, TokenRefusal>> {
  const { issuer, audience, keys, nowSeconds } = options
  const {
    algorithms = defaultAlgorithms,
    profile = 'at+jwt',
    leewaySeconds = defaultLeewaySeconds,
  } = options
  checkOptions(issuer, audience, nowSeconds, leewaySeconds)

  const jws = parseCompactJws(token)
  if (!jws.ok) return jws
  const header = checkHeader(jws.value.header, algorithms, profile)
  if (!header.ok) return header
  const { alg, kid } = header.value

  const found = await keys.find(kid, alg)
  if (found.kind === 'unavailable') return refuse('keys_unavailable')
  if (found.kind !== 'found') return refuse('unknown_key')
  const { signedData, signature } = jws.value
  if (!verifySignature(alg, found.key, signedData, signature)) return refuse('bad_signature')

  // Nothing of the payload has been looked at before this line.
  const payload = parseJsonBytes(jws.value.payload)
  if (payload === undefined) return refuse('malformed')
  const claims = readClaims(payload, profile, signedData)
  if (!claims.ok) return claims

  const refusal =
    checkIssuer(claims.value, issuer) ??
    checkAudience(claims.value, audience) ??
    checkTimes(claims.value, nowSeconds, leewaySeconds) ??
    checkBearer(payload)
  if (refusal !== undefined) return refuse(refusal)
  const principal = makePrincipal(claims.value, takeFacts(payload, options.facts), kid)
  if (!principal.ok || profile === 'at+jwt') return principal
  const mistaken = checkClientIsNotAudience(principal.value.clientId, principal.value.audience)
  return mistaken === undefined ? principal : refuse(mistaken)
}

/**
 * The claims of a payload as its profile has them. A token without `jti` is known by a digest.
 * Security: of what was signed, not of the signature, which may have a second spelling.
 */
function readClaims(
  payload: JsonObject,
  profile: TokenProfile,
  signedData: Uint8Array,
): Result<TokenClaims, TokenRefusal> {
  if (profile === 'at+jwt') return parseClaims(payload)
  const mistaken = checkKind(payload)
  if (mistaken !== undefined) return refuse(mistaken)
  return parseClaims(normalizeClaims(payload, digestId(signedData)), 'optional')
}

function checkOptions(
  issuer: string,
  audience: VerifyOptions['audience'],
  nowSeconds: number,
  leewaySeconds: number,
): void {
  if (!issuer) throw new Error('`issuer` is missing: say whose tokens are trusted')
  if (audience.length === 0 || [audience].flat().some((one) => !one)) {
    throw new Error('`audience` is missing: say which resource tokens must be for')
  }
  if (!Number.isFinite(nowSeconds)) throw new Error('`nowSeconds` must be seconds since the epoch')
  if (!(leewaySeconds >= 0 && leewaySeconds <= 60)) {
    throw new Error('`leewaySeconds` must be from 0 to 60')
  }
}
