import type { ConsentLedger, ConsentRecord } from '../ledgers/consent-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import { type Row, readInteger, readText, readTextList } from './row.ts'

/** What people have allowed, in SQLite. */
export function createSqliteConsentLedger(connection: SqliteConnection): ConsentLedger {
  const find = connection.prepare('select * from consents where subject = ? and client_id = ?')
  const bySubject = connection.prepare(
    'select * from consents where subject = ? order by client_id',
  )
  const save = connection.prepare(
    `insert into consents (subject, client_id, scope, resources, granted_at)
     values (:subject, :clientId, :scope, :resources, :grantedAt)
     on conflict (subject, client_id) do update set scope = excluded.scope,
       resources = excluded.resources, granted_at = excluded.granted_at`,
  )
  const remove = connection.prepare('delete from consents where subject = ? and client_id = ?')
  return {
    add: (consent) =>
      connection.write(() => {
        const row = find.get(consent.subject, consent.clientId)
        const known = row === undefined ? undefined : consentFrom(row)
        const merged = Object.freeze({
          ...consent,
          scope: union(known?.scope, consent.scope),
          resources: union(known?.resources, consent.resources),
        })
        save.run({
          subject: merged.subject,
          clientId: merged.clientId,
          scope: JSON.stringify(merged.scope),
          resources: JSON.stringify(merged.resources),
          grantedAt: merged.grantedAt,
        })
        return merged
      }),
    find: (subject, clientId) =>
      connection.read(() => {
        const row = find.get(subject, clientId)
        return row === undefined ? undefined : consentFrom(row)
      }),
    listBySubject: (subject) =>
      connection.read(() => Object.freeze(bySubject.all(subject).map(consentFrom))),
    remove: (subject, clientId) =>
      connection.write(() => {
        remove.run(subject, clientId)
      }),
  }
}

function union(known: readonly string[] = [], added: readonly string[]): readonly string[] {
  return Object.freeze([...new Set([...known, ...added])])
}

function consentFrom(row: Row): ConsentRecord {
  return Object.freeze({
    subject: readText(row, 'subject'),
    clientId: readText(row, 'client_id'),
    scope: readTextList(row, 'scope'),
    resources: readTextList(row, 'resources'),
    grantedAt: readInteger(row, 'granted_at'),
  })
}
