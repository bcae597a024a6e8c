import type { FamilyRecord, GrantRecord, UserRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { RefreshToken } from '../grant/refresh-token.ts'
import type { Exchange } from '../http/exchange.ts'
import { isActive } from '../users/is-active.ts'

/** A refresh token that could be used at this moment. */
export interface LiveRefreshToken {
  readonly grant: GrantRecord
  readonly family: FamilyRecord
  readonly user: UserRecord
}

/**
 * Looks at the family of a refresh token without using it. Undefined where it is none of ours, is not
 * the current one, or its family, limits or person would not let it be used.
 */
export async function loadRefreshToken(
  token: RefreshToken | undefined,
  { now }: Exchange,
  { store, refreshTokens: { idleSeconds, maxRotations } }: AuthorityOptions,
): Promise<LiveRefreshToken | undefined> {
  if (token === undefined) return undefined
  const grant = await store.grants.find(token.grantId)
  const family = grant?.family
  if (grant?.status !== 'live' || family?.currentDigest !== token.digest) return undefined
  if (now >= family.absoluteExpiresAt || now - family.lastUsedAt > idleSeconds) return undefined
  if (maxRotations !== undefined && family.generation >= maxRotations) return undefined
  const user = await store.users.findBySub(grant.subject)
  return isActive(user, now) ? { grant, family, user } : undefined
}
