import type { InteractionLedger, InteractionRecord } from '../ledgers/interaction-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import { type Row, readInteger, readText } from './row.ts'

/** Waiting authorization requests in SQLite. */
export function createSqliteInteractionLedger(connection: SqliteConnection): InteractionLedger {
  const save = connection.prepare(
    `insert into interactions (id, browser_digest, request, expires_at)
     values (:id, :browserDigest, :request, :expiresAt)
     on conflict (id) do update set browser_digest = excluded.browser_digest,
       request = excluded.request, expires_at = excluded.expires_at`,
  )
  const find = connection.prepare('select * from interactions where id = ? and expires_at > ?')
  const remove = connection.prepare('delete from interactions where id = ?')
  const prune = connection.prepare('delete from interactions where expires_at <= ?')
  return {
    save: (interaction) =>
      connection.write(() => {
        const { id, browserDigest, request, expiresAt } = interaction
        save.run({ id, browserDigest, request, expiresAt })
      }),
    find: (id, now) => connection.read(() => parseInteraction(find.get(id, now))),
    take: (id, now) =>
      connection.write(() => {
        const interaction = parseInteraction(find.get(id, now))
        remove.run(id)
        return interaction
      }),
    prune: (now) =>
      connection.write(() => {
        prune.run(now)
      }),
  }
}

function parseInteraction(row: Row | undefined): InteractionRecord | undefined {
  if (row === undefined) return undefined
  return Object.freeze({
    id: readText(row, 'id'),
    browserDigest: readText(row, 'browser_digest'),
    request: readText(row, 'request'),
    expiresAt: readInteger(row, 'expires_at'),
  })
}
