/** What a person has allowed a client, so that it need not be asked again. */
export interface ConsentRecord {
  readonly subject: string
  readonly clientId: string
  readonly scope: readonly string[]
  /** Resource identifiers (RFC 8707). */
  readonly resources: readonly string[]
  /** Seconds since the epoch; of the last time the person was asked. */
  readonly grantedAt: number
}

/** Durable. */
export interface ConsentLedger {
  /**
   * One atomic step: adds the scope and resources to what the person has allowed the client already.
   * Answers what is allowed from then on.
   */
  add(consent: ConsentRecord): Promise<ConsentRecord>
  find(subject: string, clientId: string): Promise<ConsentRecord | undefined>
  /** By client id. */
  listBySubject(subject: string): Promise<readonly ConsentRecord[]>
  remove(subject: string, clientId: string): Promise<void>
}
