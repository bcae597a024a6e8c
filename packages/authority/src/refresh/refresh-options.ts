/** How long a sign-in lasts without the person, and what becomes of a refresh token used twice. */
export interface RefreshOptions {
  /** Life of a family from the first token on; never extended. */
  readonly absoluteSeconds: number
  /** For how long a token may lie unused. */
  readonly idleSeconds: number
  /** Undefined: any number. */
  readonly maxRotations?: number
  /**
   * For how long after its use a token still gets the same successor, for a client that lost the response;
   * 0: not at all.
   */
  readonly retrySeconds: number
  /**
   * Names of headers, in lower case, that must stay as they were when the family began. A family that began
   * under another list, or none, is not bound by them. Default: none.
   */
  readonly deviceHeaders?: readonly string[]
  /** What reuse does besides ending the family. Default: nothing. */
  readonly onReuse?: OnReuse
}

export interface OnReuse {
  /** Told once of each reuse. Nobody waits for it, and its failure goes to `onFault`. */
  readonly notify?: (report: ReuseReport) => void | Promise<void>
  /** For how long the person is locked out; their sessions, grants and tokens end. Default: not at all. */
  readonly blockSubjectSeconds?: number
}

/** A refresh token that was used twice, or from another device. */
export interface ReuseReport {
  readonly subject: string
  readonly clientId: string
  readonly grantId: string
  readonly sessionId: string
  readonly reason: 'refresh_token_reused' | 'device_changed'
  /** Seconds since the epoch. */
  readonly time: number
  /** Seconds since the epoch; absent: the person is not blocked. */
  readonly blockedUntil?: number
}
