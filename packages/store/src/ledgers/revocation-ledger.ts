import type { RevocableToken, RevocationTarget } from '@sallyport/protocol'

/** One revocation in the feed. */
export interface RevocationEntry {
  /** Position in the feed; grows, never reused. */
  readonly position: number
  readonly target: RevocationTarget
  /**
   * Seconds since the epoch. For subject, client and all: nothing issued at or before this second is
   * valid. For token, session and grant: nothing of it is valid, whenever issued.
   */
  readonly revokedAt: number
  /**
   * From then on every token it could concern has expired: `longestAccessTokenSeconds` later. Seconds
   * since the epoch.
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
  /** Whether an entry of the feed covers the token, by any of its facts. */
  isRevoked(token: RevocableToken): Promise<boolean>
  /** Forgets entries `revocationLeewaySeconds` after they expired. Seconds since the epoch. */
  prune(now: number): Promise<void>
}
