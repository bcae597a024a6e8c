import type { Signer } from '../keys/signer.ts'
import { signCompact } from '../signature/sign-compact.ts'
import { MAX_TOKEN_LENGTH } from './parse-compact-jws.ts'

/** The claims of an access token of ours (RFC 9068 §2.2). Times in whole seconds since the epoch. */
export interface AccessTokenClaims {
  readonly iss: string
  readonly sub: string
  /** The one resource that the token is for. */
  readonly aud: string
  readonly client_id: string
  /** Space-delimited; empty for none, which leaves the claim out. */
  readonly scope: string
  readonly jti: string
  readonly iat: number
  readonly exp: number
  readonly auth_time?: number
  readonly sid?: string
  readonly grant_id?: string
  readonly roles?: readonly string[]
  readonly department?: string
  readonly acr?: string
  readonly amr?: readonly string[]
}

/**
 * Issues a signed JWT access token: `typ` is `at+jwt`, members in a fixed order, absent ones left out.
 * Throws on claims that no guard of ours would accept: an empty identifier, times that are not whole
 * or not in order, or so much of it that the token would exceed 8192 characters.
 * @see RFC 9068 §2
 */
export function issueAccessToken(claims: AccessTokenClaims, signer: Signer): string {
  checkIssuable(claims)
  const token = signCompact('at+jwt', inFixedOrder(claims), signer)
  if (token.length > MAX_TOKEN_LENGTH) {
    throw new Error(
      `an access token of ${token.length} characters is more than the ${MAX_TOKEN_LENGTH} that a guard reads: give the subject fewer scopes or roles`,
    )
  }
  return token
}

function checkIssuable(claims: AccessTokenClaims): void {
  for (const name of ['iss', 'sub', 'aud', 'client_id', 'jti'] as const) {
    if (claims[name] === '')
      throw new Error(`an access token needs a \`${name}\` that is not empty`)
  }
  if (!Number.isSafeInteger(claims.iat) || !Number.isSafeInteger(claims.exp)) {
    throw new Error('`iat` and `exp` of an access token are whole seconds since the epoch')
  }
  if (claims.iat <= 0 || claims.exp <= claims.iat) {
    throw new Error('an access token ends after it is issued: `exp` must be later than `iat`')
  }
}

/** JSON.stringify leaves out the undefined members. */
function inFixedOrder(claims: AccessTokenClaims): Record<string, unknown> {
  return {
    iss: claims.iss,
    sub: claims.sub,
    aud: claims.aud,
    client_id: claims.client_id,
    scope: claims.scope === '' ? undefined : claims.scope,
    jti: claims.jti,
    iat: claims.iat,
    exp: claims.exp,
    auth_time: claims.auth_time,
    sid: claims.sid,
    grant_id: claims.grant_id,
    roles: claims.roles,
    department: claims.department,
    acr: claims.acr,
    amr: claims.amr,
  }
}
