import { accept, type Principal, type Result, refuse } from '@sallyport/protocol'
import type { UserRecord } from '@sallyport/store'
import { staticKeys, verifyAccessToken } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'

/** A person for whom an access token of ours speaks that is good in every respect. */
export interface LivePerson {
  readonly principal: Principal
  readonly user: UserRecord
}

export type OwnTokenRefusal = 'invalid_token' | 'revoked' | 'not_a_person'

/**
 * Verifies an access token of ours, whichever of our resources it is for, as the guard of that resource
 * would, and then what only we know at once: that neither token nor grant has been revoked, and that
 * the person is still welcome. A client's own token speaks for no person.
 */
export async function verifyOwnToken(
  token: string,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Result<LivePerson, OwnTokenRefusal>> {
  const principal = await verifyForAnyResource(token, exchange, options)
  if (principal === undefined) return refuse('invalid_token')
  if (principal.kind !== 'user' || principal.grantId === undefined) return refuse('not_a_person')
  const { revocations, grants, users } = options.store
  if (await revocations.isRevoked(principal)) return refuse('revoked')
  const grant = await grants.find(principal.grantId)
  const user = await users.findBySub(principal.subject)
  if (grant?.status !== 'live' || user?.status !== 'active') return refuse('revoked')
  return accept({ principal, user })
}

async function verifyForAnyResource(
  token: string,
  { now }: Exchange,
  { issuer, resources, keys }: AuthorityOptions,
): Promise<Principal | undefined> {
  const ours = staticKeys(await keys.publicKeys())
  for (const { identifier } of resources) {
    const verified = await verifyAccessToken(token, {
      issuer,
      audience: identifier,
      keys: ours,
      nowSeconds: now,
    })
    if (verified.ok) return verified.value
    if (verified.refusal !== 'wrong_audience') return undefined
  }
  return undefined
}
