import type { RevocableToken, RevocationTarget } from '@sallyport/protocol'

/** One revocation in the feed. */
export interface RevocationEntry {
  /** Position in the feed; grows, never reused. */
  readonly position: number
  readonly target: RevocationTarget
  /**
   * Seconds since the epoch. For subject, client and all: nothing issued at or before this second is
   * valid. For token, session, grant and key: nothing of it is valid, whenever issued.
   */
  readonly revokedAt: number
  /**
   * From then on every token it could concern has expired: `longestAccessTokenSeconds` later, for a key
   * `keyRevocationSeconds`. Seconds since the epoch.
   */
  readonly expiresAt: number
}

/**
 * How long after its `expiresAt` an entry is still kept: a verifier whose clock is behind, or that
 * allows for one, may take a token for valid that much longer. Verifiers allow less.
 */
export const revocationLeewaySeconds = 60

/**
 * The longest life that any configuration may give an access token, and so how long every revocation
 * is kept. Invariant: the same for everybody who revokes or issues, whatever their configuration says
 * today; tokens of yesterday's live on.
 */
export const longestAccessTokenSeconds = 3600

/**
 * How long the revocation of a key is kept: whoever has the key dates tokens as they please, so it must
 * outlive every copy of the key set that still has it (a verifier that cannot fetch it again keeps its
 * copy for a day).
 */
export const keyRevocationSeconds = 86_400 + longestAccessTokenSeconds

/** The `expiresAt` of an entry. */
export function revocationExpiry(target: RevocationTarget, revokedAt: number): number {
  return revokedAt + (target.kind === 'key' ? keyRevocationSeconds : longestAccessTokenSeconds)
}

/** Everything that is revoked at one moment. */
export interface RevocationSnapshot {
  /** Where following goes on from. */
  readonly position: number
  readonly entries: readonly RevocationEntry[]
}

/** The feed of what is no longer valid. Hot. */
export interface RevocationLedger {
  /**
   * One atomic step: appends to the feed and ends what hangs on the target (grants and their codes
   * and families; for session and subject the sessions as well; for all, everything).
   */
  revoke(revocation: {
    readonly target: RevocationTarget
    readonly now: number
  }): Promise<RevocationEntry>
  /**
   * Entries after a position, oldest first, at most `limit`. Position 0 is before the first.
   * Invariant: no entry appears behind a position that has been read, so a reader misses none.
   */
  since(position: number, limit: number): Promise<readonly RevocationEntry[]>
  /** Everything in the feed, as far as it is kept: for whoever begins, or fell too far behind. */
  snapshot(): Promise<RevocationSnapshot>
  /**
   * The entries after a position as soon as there is one, oldest first, at most `limit`; none once `waitMs`
   * milliseconds have passed or the signal aborts. `lost` where the feed cannot vouch that none is missing
   * behind the position (it has forgotten entries that are not expired, or lost its memory): load a snapshot.
   */
  next(wait: {
    readonly after: number
    readonly limit: number
    readonly waitMs: number
    readonly signal?: AbortSignal
  }): Promise<readonly RevocationEntry[] | 'lost'>
  /** Whether an entry of the feed covers the token, by any of its facts. */
  isRevoked(token: RevocableToken): Promise<boolean>
  /** Forgets entries `revocationLeewaySeconds` after they expired. Seconds since the epoch. */
  prune(now: number): Promise<void>
}
