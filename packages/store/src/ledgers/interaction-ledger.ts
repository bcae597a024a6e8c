/**
 * An authorization request that waits for a person, held on the server and bound to one browser. Hot.
 */
export interface InteractionRecord {
  readonly id: string
  /** SHA-256 of the browser cookie's value, base64url: a forwarded link opens nothing. */
  readonly browserDigest: string
  /** The validated request, JSON of `authority/authorize`. */
  readonly request: string
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

export interface InteractionLedger {
  save(interaction: InteractionRecord): Promise<void>
  find(id: string, now: number): Promise<InteractionRecord | undefined>
  /** Reads and removes in one atomic step: of two answers to one question only one counts. */
  take(id: string, now: number): Promise<InteractionRecord | undefined>
  prune(now: number): Promise<void>
}
