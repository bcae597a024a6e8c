import type { OneTimeLedger } from '../ledgers/one-time-ledger.ts'
import type { SqliteConnection } from './connection.ts'

/** What may be used once, in SQLite. */
export function createSqliteOneTimeLedger(connection: SqliteConnection): OneTimeLedger {
  const claim = connection.prepare(
    `insert into one_times (key, expires_at) values (:key, :expiresAt)
     on conflict (key) do update set expires_at = excluded.expires_at
       where one_times.expires_at <= :now`,
  )
  const prune = connection.prepare('delete from one_times where expires_at <= ?')
  return {
    claim: ({ key, now, expiresAt }) =>
      connection.write(() => claim.run({ key, now, expiresAt }).changes === 1),
    prune: (now) =>
      connection.write(() => {
        prune.run(now)
      }),
  }
}
