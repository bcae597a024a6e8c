/** What a person has allowed a client at one resource, so that it need not be asked again. */
export interface ConsentRecord {
  readonly subject: string
  readonly clientId: string
  /** Resource identifier (RFC 8707). */
  readonly resource: string
  /** May be empty: a token for the resource, and no scope. */
  readonly scope: readonly string[]
  /** Seconds since the epoch; of the last time the person was asked. */
  readonly grantedAt: number
}

/** Durable. */
export interface ConsentLedger {
  /** One atomic step: adds each scope to what the person has allowed there already. */
  add(consents: readonly ConsentRecord[]): Promise<void>
  /** By resource. */
  find(subject: string, clientId: string): Promise<readonly ConsentRecord[]>
  /** By client id and resource. */
  listBySubject(subject: string): Promise<readonly ConsentRecord[]>
  /** Forgets all that the person has allowed the client. */
  remove(subject: string, clientId: string): Promise<void>
}
