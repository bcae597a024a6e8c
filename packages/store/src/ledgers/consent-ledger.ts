/** What a person has allowed a client at one resource, so that it need not be asked again. */
export interface ConsentRecord {
  readonly subject: string
  readonly clientId: string
  /** Resource identifier (RFC 8707). */
  readonly resource: string
  /** May be empty: a token for the resource, and no scope. */
  readonly scope: readonly string[]
  /** Of the client as the person was shown it; any text that is another one for another client. */
  readonly clientDigest: string
  /** Seconds since the epoch; of the last time the person was asked. */
  readonly grantedAt: number
}

/** Durable. */
export interface ConsentLedger {
  /**
   * One atomic step: adds each scope to what the person has allowed there already. What they allowed the
   * client as it was before, under another digest, is forgotten.
   */
  add(consents: readonly ConsentRecord[]): Promise<void>
  /** By resource. */
  find(subject: string, clientId: string): Promise<readonly ConsentRecord[]>
  /** By client id and resource. */
  listBySubject(subject: string): Promise<readonly ConsentRecord[]>
  /** Forgets all that the person has allowed the client. */
  remove(subject: string, clientId: string): Promise<void>
}
