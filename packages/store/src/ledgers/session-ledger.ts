/** A person signed in at the authority with one browser. Hot. */
export interface SessionRecord {
  /** SHA-256 of the cookie's value, base64url. */
  readonly digest: string
  /** `sid`, shown in tokens. */
  readonly sessionId: string
  readonly subject: string
  /** Seconds since the epoch. */
  readonly authTime: number
  readonly amr: readonly string[]
  readonly lastSeenAt: number
  /** Absolute; never extended. */
  readonly expiresAt: number
}

export interface SessionLedger {
  /**
   * Creates or replaces by digest. Not kept where a revocation in the feed covers it already: of the
   * session, or of its subject (or all) at or after its `authTime`.
   */
  save(session: SessionRecord): Promise<void>
  /**
   * Finds a live session and notes the use. Undefined if unknown, ended, past `expiresAt`, or unused for
   * longer than `idleSeconds`.
   */
  touch(digest: string, now: number, idleSeconds: number): Promise<SessionRecord | undefined>
  /** Ends it; the grants made in it live on. */
  end(digest: string): Promise<void>
  prune(now: number, idleSeconds: number): Promise<void>
}
