import type { ConsentLedger, ConsentRecord } from '../ledgers/consent-ledger.ts'
import { type Row, readInteger, readText, readTextList } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'

/** What people have allowed, in SQLite. */
export function createSqliteConsentLedger(connection: SqliteConnection): ConsentLedger {
  const find = connection.prepare(
    `select * from consents
     where subject = :subject and client_id = :clientId and resource = :resource`,
  )
  const byClient = connection.prepare(
    'select * from consents where subject = ? and client_id = ? order by resource',
  )
  const bySubject = connection.prepare(
    'select * from consents where subject = ? order by client_id, resource',
  )
  const save = connection.prepare(
    `insert into consents (subject, client_id, resource, scope, client_digest, granted_at)
     values (:subject, :clientId, :resource, :scope, :clientDigest, :grantedAt)
     on conflict (subject, client_id, resource) do update set scope = excluded.scope,
       client_digest = excluded.client_digest, granted_at = excluded.granted_at`,
  )
  const remove = connection.prepare('delete from consents where subject = ? and client_id = ?')

  function add(consent: ConsentRecord): void {
    const { subject, clientId, resource, clientDigest, grantedAt } = consent
    const row = find.get({ subject, clientId, resource })
    const known = row === undefined ? undefined : consentFrom(row)
    const kept = known?.clientDigest === clientDigest ? known.scope : []
    const scope = JSON.stringify([...new Set([...kept, ...consent.scope])])
    save.run({ subject, clientId, resource, scope, clientDigest, grantedAt })
  }

  return {
    add: (consents) => connection.write(() => consents.forEach(add)),
    find: (subject, clientId) =>
      connection.read(() => Object.freeze(byClient.all(subject, clientId).map(consentFrom))),
    listBySubject: (subject) =>
      connection.read(() => Object.freeze(bySubject.all(subject).map(consentFrom))),
    remove: (subject, clientId) =>
      connection.write(() => {
        remove.run(subject, clientId)
      }),
  }
}

function consentFrom(row: Row): ConsentRecord {
  return Object.freeze({
    subject: readText(row, 'subject'),
    clientId: readText(row, 'client_id'),
    resource: readText(row, 'resource'),
    scope: readTextList(row, 'scope'),
    clientDigest: readText(row, 'client_digest'),
    grantedAt: readInteger(row, 'granted_at'),
  })
}
