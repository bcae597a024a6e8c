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
  /**
   * Until this second they can do nothing, since a refresh token of theirs was used twice; absent: not
   * blocked. Only `GrantLedger.rotate` sets it and `unblock` lifts it: `save` leaves it as it is.
   * Seconds since the epoch.
   */
  readonly blockedUntil?: number
  /** Seconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** A new password in place of the one that was just proved. */
export interface PasswordChange {
  readonly sub: string
  /** The hash that the password now was compared with. */
  readonly from: string
  readonly to: string
  /** Seconds since the epoch. */
  readonly now: number
}

/** Durable. */
export interface UserLedger {
  /** Creates or replaces by `sub`; `conflict` if another user has the username or a client the id. */
  save(user: UserRecord): Promise<'saved' | 'conflict'>
  /**
   * As `save`, and in the same step everything ends that was issued to the user up to now (seconds
   * since the epoch): what a revocation of the subject does.
   */
  saveAndRevoke(user: UserRecord, now: number): Promise<'saved' | 'conflict'>
  /**
   * One atomic step: replaces the hash and ends everything that was issued to the user up to now.
   * False, and nothing changed, where the user has another hash by now, or is not active.
   */
  changePassword(change: PasswordChange): Promise<boolean>
  /** Lifts a block; false where there is none (any more, at `now`). Seconds since the epoch. */
  unblock(sub: string, now: number): Promise<boolean>
  findBySub(sub: string): Promise<UserRecord | undefined>
  findByUsername(username: string): Promise<UserRecord | undefined>
  /** By username. */
  list(): Promise<readonly UserRecord[]>
}
