import type { SessionLedger, SessionRecord } from '../ledgers/session-ledger.ts'
import { type Row, readInteger, readText, readTextList, readTextOrNull } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'
import type { RevocationFeed } from './revocation-feed.ts'

/** Sessions in SQLite. */
export function createSqliteSessionLedger(
  connection: SqliteConnection,
  feed: RevocationFeed,
): SessionLedger {
  const save = connection.prepare(
    `insert into sessions (digest, session_id, subject, auth_time, acr, amr, clients, last_seen_at,
       expires_at)
     values (:digest, :sessionId, :subject, :authTime, :acr, :amr, :clients, :lastSeenAt,
       :expiresAt)
     on conflict (digest) do update set session_id = excluded.session_id,
       subject = excluded.subject, auth_time = excluded.auth_time, acr = excluded.acr,
       amr = excluded.amr, clients = excluded.clients, last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at`,
  )
  const touch = connection.prepare(
    `update sessions set last_seen_at = max(last_seen_at, :now)
     where digest = :digest and expires_at > :now and last_seen_at + :idleSeconds >= :now
     returning *`,
  )
  const addClient = connection.prepare(
    `update sessions set clients = case
         when exists (select 1 from json_each(clients) where value = :clientId) then clients
         else json_insert(clients, '$[#]', :clientId)
       end
     where digest = :digest`,
  )
  const end = connection.prepare('delete from sessions where digest = ? returning *')
  const prune = connection.prepare(
    'delete from sessions where expires_at <= :now or last_seen_at + :idleSeconds < :now',
  )
  return {
    save: (session) =>
      connection.write(() => {
        // Security: a sign-in that was under way while its subject was revoked (a disabled user, a
        // changed password) must not come out of it with a live session.
        if (feed.endsSignIn(session)) {
          end.run(session.digest)
          return 'revoked'
        }
        save.run({
          digest: session.digest,
          sessionId: session.sessionId,
          subject: session.subject,
          authTime: session.authTime,
          acr: session.acr ?? null,
          amr: JSON.stringify(session.amr),
          clients: JSON.stringify(session.clients),
          lastSeenAt: session.lastSeenAt,
          expiresAt: session.expiresAt,
        })
        return 'saved'
      }),
    touch: (digest, now, idleSeconds) =>
      connection.write(() => {
        const row = touch.get({ digest, now, idleSeconds })
        return row === undefined ? undefined : sessionFrom(row)
      }),
    addClient: (digest, clientId) =>
      connection.write(() => addClient.run({ digest, clientId }).changes === 1),
    end: (digest) =>
      connection.write(() => {
        const row = end.get(digest)
        return row === undefined ? undefined : sessionFrom(row)
      }),
    prune: (now, idleSeconds) =>
      connection.write(() => {
        prune.run({ now, idleSeconds })
      }),
  }
}

function sessionFrom(row: Row): SessionRecord {
  const acr = readTextOrNull(row, 'acr')
  return Object.freeze({
    digest: readText(row, 'digest'),
    sessionId: readText(row, 'session_id'),
    subject: readText(row, 'subject'),
    authTime: readInteger(row, 'auth_time'),
    ...(acr === null ? {} : { acr }),
    amr: readTextList(row, 'amr'),
    clients: readTextList(row, 'clients'),
    lastSeenAt: readInteger(row, 'last_seen_at'),
    expiresAt: readInteger(row, 'expires_at'),
  })
}
