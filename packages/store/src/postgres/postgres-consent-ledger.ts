import type { Transaction } from 'kysely'
import type { ConsentLedger, ConsentRecord } from '../ledgers/consent-ledger.ts'
import { type Row, readInteger, readText, readTextList } from '../rows/row.ts'
import { isStorable, lock, type PostgresConnection } from './postgres-connection.ts'
import type { Tables } from './tables.ts'

/** What people have allowed, in PostgreSQL. */
export function createPostgresConsentLedger(connection: PostgresConnection): ConsentLedger {
  return {
    add: (consents) =>
      connection.write(async (transaction) => {
        // One that does not exist yet cannot be locked as a row. In order, so that no two wait for each
        // other.
        const subjects = [...new Set(consents.map(({ subject }) => subject))].sort()
        for (const subject of subjects) {
          await lock(transaction, connection.schema, `consents of ${subject}`)
        }
        for (const consent of consents) await add(transaction, consent)
      }),
    find: (subject, clientId) =>
      connection.read(async (database) => {
        if (!isStorable(subject) || !isStorable(clientId)) return Object.freeze([])
        const rows = await database
          .selectFrom('consents')
          .selectAll()
          .where('subject', '=', subject)
          .where('client_id', '=', clientId)
          .orderBy('resource')
          .execute()
        return Object.freeze(rows.map(consentFrom))
      }),
    listBySubject: (subject) =>
      connection.read(async (database) => {
        const rows = await database
          .selectFrom('consents')
          .selectAll()
          .where('subject', '=', subject)
          .orderBy('client_id')
          .orderBy('resource')
          .execute()
        return Object.freeze(rows.map(consentFrom))
      }),
    remove: (subject, clientId) =>
      connection.write(async (transaction) => {
        await lock(transaction, connection.schema, `consents of ${subject}`)
        await transaction
          .deleteFrom('consents')
          .where('subject', '=', subject)
          .where('client_id', '=', clientId)
          .execute()
      }),
  }
}

async function add(transaction: Transaction<Tables>, consent: ConsentRecord): Promise<void> {
  const key = {
    subject: consent.subject,
    client_id: consent.clientId,
    resource: consent.resource,
  }
  const row = await transaction
    .selectFrom('consents')
    .selectAll()
    .where((is) => is.and(key))
    .executeTakeFirst()
  const known = row === undefined ? undefined : consentFrom(row)
  const kept = known?.clientDigest === consent.clientDigest ? known.scope : []
  const values = {
    scope: JSON.stringify([...new Set([...kept, ...consent.scope])]),
    client_digest: consent.clientDigest,
    granted_at: consent.grantedAt,
  }
  await transaction
    .insertInto('consents')
    .values({ ...key, ...values })
    .onConflict((conflict) =>
      conflict.columns(['subject', 'client_id', 'resource']).doUpdateSet(values),
    )
    .execute()
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
