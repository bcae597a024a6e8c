/** An authorization request that a client has pushed (RFC 9126 §2). Hot. */
export interface PushedRequestRecord {
  /** SHA-256 of the `request_uri`, base64url. */
  readonly digest: string
  readonly clientId: string
  /** The pushed parameters, JSON of `authority/authorize`. */
  readonly request: string
  /** Seconds since the epoch; at this second it is no longer valid. */
  readonly expiresAt: number
}

export interface PushedRequestLedger {
  save(request: PushedRequestRecord): Promise<void>
  /**
   * Reads and removes in one atomic step. Undefined, and nothing changed, where it is unknown, expired
   * or another client's: a stranger cannot use it up.
   */
  take(digest: string, clientId: string, now: number): Promise<PushedRequestRecord | undefined>
  prune(now: number): Promise<void>
}
