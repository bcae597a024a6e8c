import type { PushedRequestLedger } from '../ledgers/pushed-request-ledger.ts'
import { readInteger, readText } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'

/** Pushed authorization requests in SQLite. */
export function createSqlitePushedRequestLedger(connection: SqliteConnection): PushedRequestLedger {
  const save = connection.prepare(
    `insert into pushed_requests (digest, client_id, request, expires_at)
     values (:digest, :clientId, :request, :expiresAt)`,
  )
  const take = connection.prepare(
    `delete from pushed_requests
     where digest = :digest and client_id = :clientId and expires_at > :now returning *`,
  )
  const prune = connection.prepare('delete from pushed_requests where expires_at <= ?')
  return {
    save: ({ digest, clientId, request, expiresAt }) =>
      connection.write(() => {
        save.run({ digest, clientId, request, expiresAt })
      }),
    take: (digest, clientId, now) =>
      connection.write(() => {
        const row = take.get({ digest, clientId, now })
        if (row === undefined) return undefined
        return Object.freeze({
          digest: readText(row, 'digest'),
          clientId: readText(row, 'client_id'),
          request: readText(row, 'request'),
          expiresAt: readInteger(row, 'expires_at'),
        })
      }),
    prune: (now) =>
      connection.write(() => {
        prune.run(now)
      }),
  }
}
