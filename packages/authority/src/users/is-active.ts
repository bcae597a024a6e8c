import type { UserRecord } from '@sallyport/store'

/**
 * Whether the account can be used: it is there, not disabled, and no block of it lasts at `now` (seconds
 * since the epoch). A block that has run out needs nothing to be lifted.
 */
export function isActive(user: UserRecord | undefined, now: number): user is UserRecord {
  return user?.status === 'active' && !isBlocked(user, now)
}

/** Whether a block lasts, since a refresh token of theirs was used twice. */
export function isBlocked({ blockedUntil }: UserRecord, now: number): boolean {
  return blockedUntil !== undefined && now < blockedUntil
}
