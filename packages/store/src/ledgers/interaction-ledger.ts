/**
 * Something that waits for a person (an authorization request, a page of ours that needs a sign-in),
 * held on the server and bound to one browser. Hot.
 */
export interface InteractionRecord {
  readonly id: string
  /** SHA-256 of the browser cookie's value, base64url: a forwarded link opens nothing. */
  readonly browserDigest: string
  /** What it is for, validated, and sealed for the browser by `authority/interaction`. */
  readonly purpose: string
  /** `sid` of the session that a sign-in within this interaction has started. */
  readonly signedIn?: string
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

export interface InteractionLedger {
  save(interaction: InteractionRecord): Promise<void>
  find(id: string, now: number): Promise<InteractionRecord | undefined>
  /** One atomic step: notes the session that a sign-in has started; nothing where it is over. */
  noteSignIn(id: string, sessionId: string): Promise<void>
  /** Reads and removes in one atomic step: of two answers to one question only one counts. */
  take(id: string, now: number): Promise<InteractionRecord | undefined>
  prune(now: number): Promise<void>
}
