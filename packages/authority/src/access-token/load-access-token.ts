import type { Principal } from '@sallyport/protocol'
import type { UserRecord } from '@sallyport/store'
import { staticKeys, verifyAccessToken } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import { findClient } from '../clients/find-client.ts'
import type { Exchange } from '../http/exchange.ts'

/** An access token of ours that is good at this moment. */
export interface LiveAccessToken {
  readonly principal: Principal
  /** Absent for a client that acts for itself. */
  readonly user?: UserRecord
}

/**
 * Verifies an access token that comes back to us, whichever of our resources it is for, and asks the
 * store whether it still stands: not revoked, its person and its client active. Undefined if not,
 * whatever the reason.
 */
export async function loadAccessToken(
  text: string,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<LiveAccessToken | undefined> {
  const [first, ...others] = options.resources
  const verified = await verifyAccessToken(text, {
    issuer: options.issuer,
    audience: [first.identifier, ...others.map(({ identifier }) => identifier)],
    keys: staticKeys(await options.keys.publicKeys()),
    nowSeconds: exchange.now,
    leewaySeconds: 0,
  })
  if (!verified.ok) return undefined
  const principal = verified.value
  if (await options.store.revocations.isRevoked(principal)) return undefined
  const client = await findClient(principal.clientId, options)
  if (client?.status !== 'active') return undefined
  if (principal.kind === 'client') return { principal }
  const user = await options.store.users.findBySub(principal.subject)
  return user?.status === 'active' ? { principal, user } : undefined
}
