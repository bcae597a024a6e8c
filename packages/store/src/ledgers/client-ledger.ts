/** A registered client, in the metadata names of RFC 7591 §2. */
export interface ClientRecord {
  readonly client_id: string
  readonly client_name?: string
  readonly redirect_uris: readonly string[]
  readonly grant_types: readonly string[]
  readonly token_endpoint_auth_method: 'none' | 'client_secret_basic' | 'client_secret_post'
  /** The scopes that the client may ask for, space-delimited; empty: none. */
  readonly scope: string
  /** SHA-256 of the secret, base64url. */
  readonly secretDigest?: string
  readonly status: 'active' | 'disabled'
  /** Seconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** Durable. */
export interface ClientLedger {
  /** Creates or replaces; `conflict` if a user's `sub` equals the id (STANDARDS.md BCP-07). */
  save(client: ClientRecord): Promise<'saved' | 'conflict'>
  find(clientId: string): Promise<ClientRecord | undefined>
  /** By id. */
  list(): Promise<readonly ClientRecord[]>
}
