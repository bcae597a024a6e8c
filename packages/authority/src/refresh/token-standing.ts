import type { GrantRecord } from '@sallyport/store'
import type { RefreshToken } from '../grant/refresh-token.ts'

/** What may be planned for before a refresh token is judged. */
export type TokenStanding = 'current' | 'previous'

/**
 * How a refresh token looks before the store judges it: the current one of a live family of the client, or
 * the one before it in time for a retry, and from the device of the family. Undefined: none of that, and
 * whatever else the request says, it must be judged.
 */
export function standingOf(
  { family, ...grant }: GrantRecord,
  token: RefreshToken,
  asked: {
    readonly clientId: string
    readonly device: string | null
    /** Seconds since the epoch. */
    readonly now: number
    readonly retrySeconds: number
  },
): TokenStanding | undefined {
  if (grant.status !== 'live' || grant.clientId !== asked.clientId) return undefined
  if (family === undefined || (family.device !== null && family.device !== asked.device)) {
    return undefined
  }
  if (family.currentDigest === token.digest) return 'current'
  const { previousDigest, rotatedAt } = family
  const isInTime = rotatedAt !== null && Math.abs(asked.now - rotatedAt) < asked.retrySeconds
  return previousDigest === token.digest && isInTime ? 'previous' : undefined
}
