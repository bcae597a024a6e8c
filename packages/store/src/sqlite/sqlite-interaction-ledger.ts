import type { InteractionLedger, InteractionRecord } from '../ledgers/interaction-ledger.ts'
import { type Row, readInteger, readText, readTextOrNull } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'

/** What waits for a person, in SQLite. */
export function createSqliteInteractionLedger(connection: SqliteConnection): InteractionLedger {
  const save = connection.prepare(
    `insert into interactions (id, browser_digest, purpose, signed_in, expires_at)
     values (:id, :browserDigest, :purpose, :signedIn, :expiresAt)
     on conflict (id) do update set browser_digest = excluded.browser_digest,
       purpose = excluded.purpose, signed_in = excluded.signed_in,
       expires_at = excluded.expires_at`,
  )
  const find = connection.prepare('select * from interactions where id = ? and expires_at > ?')
  const noteSignIn = connection.prepare(
    'update interactions set signed_in = :sessionId where id = :id',
  )
  const remove = connection.prepare('delete from interactions where id = ?')
  const prune = connection.prepare('delete from interactions where expires_at <= ?')
  return {
    save: (interaction) =>
      connection.write(() => {
        const { id, browserDigest, purpose, signedIn = null, expiresAt } = interaction
        save.run({ id, browserDigest, purpose, signedIn, expiresAt })
      }),
    find: (id, now) => connection.read(() => parseInteraction(find.get(id, now))),
    noteSignIn: (id, sessionId) =>
      connection.write(() => {
        noteSignIn.run({ id, sessionId })
      }),
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
  const signedIn = readTextOrNull(row, 'signed_in')
  return Object.freeze({
    id: readText(row, 'id'),
    browserDigest: readText(row, 'browser_digest'),
    purpose: readText(row, 'purpose'),
    ...(signedIn === null ? {} : { signedIn }),
    expiresAt: readInteger(row, 'expires_at'),
  })
}
