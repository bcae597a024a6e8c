/** Things that may be used once: the `jti` of an assertion or of a proof. Hot. */
export interface OneTimeLedger {
  /**
   * One atomic step: true for the first claim of a key, false for every later one, until `expiresAt`;
   * from then on the key is unknown again, so whoever claims must refuse what is older by itself.
   */
  claim(claim: {
    /** Names what it is and whose: `assertion CLIENT JTI`; digested where parts may be long. */
    readonly key: string
    /** Seconds since the epoch. */
    readonly now: number
    readonly expiresAt: number
  }): Promise<boolean>
  prune(now: number): Promise<void>
}
