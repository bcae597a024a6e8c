import { type Principal, parseScope } from '@sallyport/protocol'
import { audiencesOf } from './check-audience.ts'
import type { TokenClaims } from './parse-claims.ts'

/**
 * The caller that verified claims speak of, frozen throughout. A token whose `sub` is its `client_id`
 * is a client's own (RFC 9068 §2.2). A fraction of a second is dropped, which makes
 * a token older, never younger.
 */
export function makePrincipal(claims: TokenClaims): Principal {
  return Object.freeze({
    kind: claims.sub === claims.client_id ? 'client' : 'user',
    issuer: claims.iss,
    subject: claims.sub,
    clientId: claims.client_id,
    audience: frozenCopy(audiencesOf(claims)),
    scopes: frozenCopy(parseScope(claims.scope ?? '') ?? []),
    roles: frozenCopy(claims.roles ?? []),
    ...(claims.department === undefined ? {} : { department: claims.department }),
    tokenId: claims.jti,
    ...(claims.grant_id === undefined ? {} : { grantId: claims.grant_id }),
    ...(claims.sid === undefined ? {} : { sessionId: claims.sid }),
    issuedAt: Math.floor(claims.iat),
    expiresAt: Math.floor(claims.exp),
    ...(claims.auth_time === undefined ? {} : { authTime: Math.floor(claims.auth_time) }),
    ...(claims.acr === undefined ? {} : { acr: claims.acr }),
    ...(claims.amr === undefined ? {} : { amr: frozenCopy(claims.amr) }),
  })
}

function frozenCopy(list: readonly string[]): readonly string[] {
  return Object.freeze([...list])
}
