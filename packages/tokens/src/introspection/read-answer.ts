import { type JsonObject, type Principal, type Result, refuse } from '@sallyport/protocol'
import { audiencesOf, checkAudience } from '../access-token/check-audience.ts'
import { checkBearer } from '../access-token/check-bearer.ts'
import { checkIssuer } from '../access-token/check-issuer.ts'
import { checkUse } from '../access-token/check-kind.ts'
import { checkTimes, defaultLeewaySeconds } from '../access-token/check-times.ts'
import { makePrincipal } from '../access-token/make-principal.ts'
import { normalizeClaims } from '../access-token/normalize-claims.ts'
import { parseClaims, type TokenClaims } from '../access-token/parse-claims.ts'
import { type MapFacts, takeFacts } from '../access-token/take-facts.ts'
import type { TokenRefusal } from '../access-token/token-refusal.ts'

/** Why an opaque token was refused. Private: for the audit, never for the caller. */
export type IntrospectionRefusal =
  | TokenRefusal
  /** The issuer does not know the token, or it has ended. */
  | 'inactive'
  /** The issuer would not be asked about it: the endpoint answered 400. */
  | 'not_introspectable'
  /** The issuer could not be asked; not the token's fault. */
  | 'introspection_unavailable'

interface AnswerRules {
  readonly issuer: string
  readonly audience: string
  readonly requireAudience?: boolean
  readonly facts?: MapFacts
  /** Seconds since the epoch. */
  readonly nowSeconds: number
}

/**
 * Reads the issuer's answer about a token: it is active, from this issuer, for us, has an end that has
 * not come, and is a bearer's to use. An answer without `sub` is about a client's own token; one
 * without `iat` is about a token older than any revocation. `id` stands in for `jti`.
 * @see RFC 7662 §2.2
 */
export function readAnswer(
  answer: JsonObject,
  id: string,
  rules: AnswerRules,
): Result<Principal, IntrospectionRefusal> {
  if (answer.active !== true) return refuse('inactive')
  const claims = parseClaims(completed(normalizeClaims(answer, id), rules), 'optional')
  if (!claims.ok) return claims
  const refusal =
    checkUse(answer) ??
    checkTokenType(answer, rules) ??
    checkIssuer(claims.value, rules.issuer) ??
    checkAudienceOf(claims.value, rules) ??
    checkTimes(claims.value, rules.nowSeconds, defaultLeewaySeconds) ??
    checkBearer(answer)
  if (refusal !== undefined) return refuse(refusal)
  return makePrincipal(claims.value, takeFacts(answer, rules.facts))
}

/** The claims, with what follows from their absence. */
function completed(claims: JsonObject, { issuer }: AnswerRules): JsonObject {
  const client = Object.hasOwn(claims, 'client_id') ? { sub: claims.client_id } : {}
  return Object.assign(Object.create(null), { iss: issuer, aud: [], iat: 1 }, client, claims)
}

/**
 * Checks that the token is one for a bearer, where the answer says what it is.
 * Security: refresh tokens are active too, and have no audience and no `token_type` (INTR-04).
 */
function checkTokenType(
  answer: JsonObject,
  { requireAudience = true }: AnswerRules,
): 'wrong_type' | undefined {
  if (!Object.hasOwn(answer, 'token_type')) return requireAudience ? undefined : 'wrong_type'
  const { token_type: type } = answer
  return typeof type === 'string' && /^bearer$/i.test(type) ? undefined : 'wrong_type'
}

function checkAudienceOf(
  claims: TokenClaims,
  { audience, requireAudience = true }: AnswerRules,
): 'wrong_audience' | undefined {
  if (!requireAudience && audiencesOf(claims).length === 0) return undefined
  return checkAudience(claims, audience)
}
