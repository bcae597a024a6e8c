import { accept, type Principal, type Result, refuse } from '@sallyport/protocol'
import type { UserRecord } from '@sallyport/store'
import { staticKeys, verifyAccessToken } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import { findClient } from '../clients/find-client.ts'
import type { Exchange } from '../http/exchange.ts'
import { isActive } from '../users/is-active.ts'

/** An access token of ours that is good at this moment. */
export interface LiveAccessToken {
  readonly principal: Principal
  /** Absent for a client that acts for itself. */
  readonly user?: UserRecord
}

export type OwnTokenRefusal = 'invalid_token' | 'revoked' | 'disabled' | 'user_not_active'

/**
 * Verifies an access token that comes back to us, whichever of our resources it is for, and asks the
 * store whether it still stands: not revoked, its client and its person active. It is over at its `exp`,
 * unless there is a leeway for verifiers that allow one.
 */
export async function loadAccessToken(
  text: string,
  exchange: Exchange,
  options: AuthorityOptions,
  leewaySeconds = 0,
): Promise<Result<LiveAccessToken, OwnTokenRefusal>> {
  const [first, ...others] = options.resources
  const verified = await verifyAccessToken(text, {
    issuer: options.issuer,
    audience: [first.identifier, ...others.map(({ identifier }) => identifier)],
    keys: staticKeys(await options.keys.publicKeys()),
    nowSeconds: exchange.now,
    leewaySeconds,
  })
  if (!verified.ok) return refuse('invalid_token')
  const principal = verified.value
  if (await options.store.revocations.isRevoked(principal)) return refuse('revoked')
  const client = await findClient(principal.clientId, 'ourselves', options)
  if (client?.status !== 'active') return refuse('disabled')
  if (principal.kind === 'client') return accept({ principal })
  const user = await options.store.users.findBySub(principal.subject)
  return isActive(user, exchange.now) ? accept({ principal, user }) : refuse('user_not_active')
}
