import { createHash } from 'node:crypto'
import type { Signer } from '../keys/signer.ts'
import { signCompact } from '../signature/sign-compact.ts'

/** The claims of an ID token of ours. Times in whole seconds since the epoch. */
export interface IdTokenClaims {
  readonly iss: string
  readonly sub: string
  /** `client_id` of the one client that the token is for. */
  readonly aud: string
  readonly iat: number
  readonly exp: number
  readonly auth_time: number
  /** As the client sent it; absent where it sent none, and at refresh. */
  readonly nonce?: string
  readonly sid: string
  readonly acr?: string
  readonly amr: readonly string[]
}

/**
 * Issues a signed ID token beside an access token, which `at_hash` names: members in a fixed order,
 * absent ones left out.
 * @see OpenID Connect Core §2, §3.1.3.6
 */
export function issueIdToken(claims: IdTokenClaims, accessToken: string, signer: Signer): string {
  for (const name of ['iss', 'sub', 'aud', 'sid'] as const) {
    if (claims[name] === '') throw new Error(`an ID token needs a \`${name}\` that is not empty`)
  }
  const { iss, sub, aud, exp, iat, auth_time, nonce, sid, acr, amr } = claims
  const at_hash = hashAccessToken(accessToken)
  const payload = { iss, sub, aud, exp, iat, auth_time, nonce, at_hash, sid, acr, amr }
  return signCompact('JWT', payload, signer)
}

/** The left half of the hash of the signature's algorithm, which is SHA-256 for all that we sign with. */
function hashAccessToken(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest().subarray(0, 16).toString('base64url')
}
