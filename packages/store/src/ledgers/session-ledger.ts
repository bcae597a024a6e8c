/** A person signed in at the authority with one browser. Hot. */
export interface SessionRecord {
  /** SHA-256 of the cookie's value, base64url. */
  readonly digest: string
  /** `sid`, shown in tokens. */
  readonly sessionId: string
  readonly subject: string
  /** Seconds since the epoch. */
  readonly authTime: number
  readonly acr?: string
  readonly amr: readonly string[]
  /** The clients that were given a code in this session: who is told when it ends. */
  readonly clients: readonly string[]
  readonly lastSeenAt: number
  /** Absolute; never extended. */
  readonly expiresAt: number
}

export interface SessionLedger {
  /**
   * Creates or replaces by digest. `revoked`, and not kept, where a revocation in the feed covers it
   * already: of the session, or of its subject (or all) at or after its `authTime`.
   */
  save(session: SessionRecord): Promise<'saved' | 'revoked'>
  /**
   * Finds a live session and notes the use. Undefined if unknown, ended, past `expiresAt`, or unused for
   * longer than `idleSeconds`.
   */
  touch(digest: string, now: number, idleSeconds: number): Promise<SessionRecord | undefined>
  /**
   * One atomic step: adds a client to those of a session; false where it has ended. Invariant: a client
   * that was added is among those that `end` answers.
   */
  addClient(digest: string, clientId: string): Promise<boolean>
  /** Ends it, and answers what it was; the grants made in it live on. */
  end(digest: string): Promise<SessionRecord | undefined>
  prune(now: number, idleSeconds: number): Promise<void>
}
