import { accept, type Principal, parseScope, type Result, refuse } from '@sallyport/protocol'
import { audiencesOf } from './check-audience.ts'
import type { TokenClaims } from './parse-claims.ts'
import type { TakenFacts } from './take-facts.ts'

/**
 * The caller that verified claims speak of, frozen throughout; what the issuer's `facts` say goes
 * before what its claims say. A token whose `sub` is its `client_id` is a client's own (RFC 9068
 * §2.2). A fraction of a second is dropped, which makes a token older, never younger. Refused is a
 * token of which neither says which client it was issued to. `keyId`: the key whose signature was
 * verified; absent where none was.
 */
export function makePrincipal(
  claims: TokenClaims,
  facts: TakenFacts,
  keyId?: string,
): Result<Principal, 'missing_claim'> {
  const { clientId = claims.client_id, kind, userId } = facts
  const { department = claims.department, acr = claims.acr, amr = claims.amr } = facts
  const { authTime = claims.auth_time } = facts
  if (clientId === undefined) return refuse('missing_claim')
  return accept(
    Object.freeze({
      kind: kind ?? (claims.sub === clientId ? 'client' : 'user'),
      issuer: claims.iss,
      subject: claims.sub,
      ...(userId === undefined ? {} : { userId }),
      clientId,
      audience: frozenCopy(audiencesOf(claims)),
      scopes: frozenCopy(facts.scopes ?? parseScope(claims.scope ?? '') ?? []),
      roles: frozenCopy(facts.roles ?? claims.roles ?? []),
      ...(department === undefined ? {} : { department }),
      tokenId: claims.jti,
      ...(keyId === undefined ? {} : { keyId }),
      ...(claims.grant_id === undefined ? {} : { grantId: claims.grant_id }),
      ...(claims.sid === undefined ? {} : { sessionId: claims.sid }),
      issuedAt: Math.floor(claims.iat),
      expiresAt: Math.floor(claims.exp),
      ...(authTime === undefined ? {} : { authTime: Math.floor(authTime) }),
      ...(acr === undefined ? {} : { acr }),
      ...(amr === undefined ? {} : { amr: frozenCopy(amr) }),
    }),
  )
}

function frozenCopy(list: readonly string[]): readonly string[] {
  return Object.freeze([...list])
}
