import { formatScope } from '@sallyport/protocol'
import type { LiveAccessToken } from '../access-token/load-access-token.ts'
import type { AuthorityOptions } from '../authority-options.ts'
import type { LiveRefreshToken } from './load-refresh-token.ts'

/** What an introspection answer says of a live access token (RFC 7662 §2.2, RFC 9470 §6.2). */
export function describeAccessToken({ principal, user }: LiveAccessToken): object {
  const { audience, grantId, sessionId, authTime, acr, amr, department } = principal
  const [only, ...others] = audience
  return {
    active: true,
    iss: principal.issuer,
    sub: principal.subject,
    aud: others.length === 0 ? only : audience,
    client_id: principal.clientId,
    scope: formatScope(principal.scopes),
    token_type: 'Bearer',
    jti: principal.tokenId,
    iat: principal.issuedAt,
    exp: principal.expiresAt,
    ...(user === undefined ? {} : { username: user.username, roles: principal.roles }),
    ...(department === undefined ? {} : { department }),
    ...(sessionId === undefined ? {} : { sid: sessionId }),
    ...(grantId === undefined ? {} : { grant_id: grantId }),
    ...(authTime === undefined ? {} : { auth_time: authTime }),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr }),
  }
}

/**
 * What it says of a refresh token, to the client that has it. There is no `token_type`: it is not for
 * use at an API (RFC 7662 §4).
 */
export function describeRefreshToken(
  { grant, family, user }: LiveRefreshToken,
  { issuer, refreshTokens }: AuthorityOptions,
): object {
  return {
    active: true,
    iss: issuer,
    sub: grant.subject,
    client_id: grant.clientId,
    username: user.username,
    scope: formatScope(grant.scope),
    iat: family.rotatedAt ?? grant.createdAt,
    exp: Math.min(family.absoluteExpiresAt, family.lastUsedAt + refreshTokens.idleSeconds),
  }
}
