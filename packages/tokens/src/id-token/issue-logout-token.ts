import type { Signer } from '../keys/signer.ts'
import { signCompact } from '../signature/sign-compact.ts'

/** The claims of a logout token of ours. Times in whole seconds since the epoch. */
export interface LogoutTokenClaims {
  readonly iss: string
  /** `client_id` of the one client that is told. */
  readonly aud: string
  readonly iat: number
  readonly exp: number
  readonly jti: string
  readonly sub: string
  readonly sid: string
}

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * Issues a signed logout token: it says that a session has ended.
 * Security: `typ`, `events` and the absence of `nonce` keep it from being taken for an ID token, or
 * one for it.
 * @see OpenID Connect Back-Channel Logout §2.4
 */
export function issueLogoutToken(claims: LogoutTokenClaims, signer: Signer): string {
  const { iss, sub, aud, iat, exp, jti, sid } = claims
  const events = { [LOGOUT_EVENT]: {} }
  return signCompact('logout+jwt', { iss, sub, aud, iat, exp, jti, events, sid }, signer)
}
