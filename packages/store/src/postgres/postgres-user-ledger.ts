import type { Transaction } from 'kysely'
import type { UserLedger, UserRecord } from '../ledgers/user-ledger.ts'
import { userFrom } from '../rows/user-row.ts'
import type { PendingRevocations } from './pending-revocations.ts'
import { isStorable, lock, type PostgresConnection } from './postgres-connection.ts'
import type { Tables } from './tables.ts'

/** Someone whose refresh token was used twice. */
export interface UserBlock {
  readonly sub: string
  /** Seconds since the epoch. */
  readonly until: number
  /** Of the reuse; seconds since the epoch. */
  readonly now: number
}

export interface PostgresUserLedger extends UserLedger {
  /**
   * One atomic step: blocks the user, except where they are blocked beyond `now` already (a block is never
   * extended), or a block was lifted after that. May be repeated.
   */
  block(block: UserBlock): Promise<void>
}

/** Users in PostgreSQL. */
export function createPostgresUserLedger(
  connection: PostgresConnection,
  pending: PendingRevocations,
): PostgresUserLedger {
  async function keep(
    transaction: Transaction<Tables>,
    user: UserRecord,
  ): Promise<'saved' | 'conflict'> {
    // Security: a user and a client must never have one name (BCP-07), so whoever gives one looks and
    // writes alone.
    await lock(transaction, connection.schema, 'names')
    const twin = await transaction
      .selectFrom('users')
      .select('sub as name')
      .where('username', '=', user.username)
      .where('sub', '<>', user.sub)
      .unionAll(
        transaction
          .selectFrom('clients')
          .select('client_id as name')
          .where('client_id', '=', user.sub),
      )
      .executeTakeFirst()
    if (twin !== undefined) return 'conflict'
    const { sub, ...values } = rowOf(user)
    await transaction
      .insertInto('users')
      .values({ sub, ...values })
      .onConflict((conflict) => conflict.column('sub').doUpdateSet(values))
      .execute()
    return 'saved'
  }

  return {
    save: (user) => connection.write((transaction) => keep(transaction, user)),
    saveAndRevoke: async (user, now) => {
      const revocation = await connection.write(async (transaction) => {
        if ((await keep(transaction, user)) === 'conflict') return undefined
        return pending.add(transaction, { kind: 'subject', id: user.sub }, now)
      })
      if (revocation === undefined) return 'conflict'
      await pending.settle(revocation)
      return 'saved'
    },
    changePassword: async ({ sub, from, to, now }) => {
      const revocation = await connection.write(async (transaction) => {
        const changed = await transaction
          .updateTable('users')
          .set({ password_hash: to, updated_at: now })
          .where('sub', '=', sub)
          .where('password_hash', '=', from)
          .where('status', '=', 'active')
          .executeTakeFirst()
        if (changed.numUpdatedRows !== 1n) return undefined
        return pending.add(transaction, { kind: 'subject', id: sub }, now)
      })
      if (revocation === undefined) return false
      await pending.settle(revocation)
      return true
    },
    block: async ({ sub, until, now }) => {
      await connection.read((database) =>
        database
          .updateTable('users')
          .set({ blocked_until: until })
          .where('sub', '=', sub)
          .where((is) => is.or([is('blocked_until', 'is', null), is('blocked_until', '<=', now)]))
          .where((is) => is.or([is('unblocked_at', 'is', null), is('unblocked_at', '<=', now)]))
          .execute(),
      )
    },
    unblock: async (sub, now) => {
      const lifted = await connection.read((database) =>
        database
          .updateTable('users')
          .set({ blocked_until: null, unblocked_at: now })
          .where('sub', '=', sub)
          .where('blocked_until', '>', now)
          .executeTakeFirst(),
      )
      return lifted.numUpdatedRows === 1n
    },
    findBySub: (sub) => find('sub', sub),
    findByUsername: (username) => find('username', username),
    list: () =>
      connection.read(async (database) => {
        const rows = await database.selectFrom('users').selectAll().orderBy('username').execute()
        return Object.freeze(rows.map(userFrom))
      }),
  }

  function find(column: 'sub' | 'username', value: string): Promise<UserRecord | undefined> {
    return connection.read(async (database) => {
      if (!isStorable(value)) return undefined
      const row = await database
        .selectFrom('users')
        .selectAll()
        .where(column, '=', value)
        .executeTakeFirst()
      return row === undefined ? undefined : userFrom(row)
    })
  }
}

/** Everything but the block, which saving leaves as it is. */
function rowOf(user: UserRecord) {
  return {
    sub: user.sub,
    username: user.username,
    name: user.name ?? null,
    email: user.email ?? null,
    password_hash: user.passwordHash ?? null,
    roles: JSON.stringify(user.roles),
    department: user.department ?? null,
    scopes: JSON.stringify(user.scopes),
    status: user.status,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  }
}
