/** A person who can sign in. */
export interface UserRecord {
  /** Never equal to a `client_id`, never reused. */
  readonly sub: string
  /** Canonical (see `authority/users`); unique. */
  readonly username: string
  /** The person's name as others read it. */
  readonly name?: string
  readonly email?: string
  /** PHC string; undefined: nobody can sign in with a password. */
  readonly passwordHash?: string
  readonly roles: readonly string[]
  readonly department?: string
  /** The scopes the person may grant; empty: none. */
  readonly scopes: readonly string[]
  readonly status: 'active' | 'disabled'
  /** Seconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** Durable. */
export interface UserLedger {
  /** Creates or replaces by `sub`; `conflict` if another user has the username or a client the id. */
  save(user: UserRecord): Promise<'saved' | 'conflict'>
  findBySub(sub: string): Promise<UserRecord | undefined>
  findByUsername(username: string): Promise<UserRecord | undefined>
  /** By username. */
  list(): Promise<readonly UserRecord[]>
}
