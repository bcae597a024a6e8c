import type { AuditEvent } from '@sallyport/protocol'
import { sql } from 'kysely'
import type { AuditLedger } from '../ledgers/audit-ledger.ts'
import { storedEventFrom } from '../rows/audit-row.ts'
import { readInteger } from '../rows/row.ts'
import { lock, type PostgresConnection } from './postgres-connection.ts'

export interface PostgresAuditLedger extends AuditLedger {
  /** As `append`, but an event that is there already (by its id) is left out. */
  appendOnce(events: readonly AuditEvent[]): Promise<void>
}

/** The audit log in PostgreSQL; triggers refuse to change or remove what was written. */
export function createPostgresAuditLedger(connection: PostgresConnection): PostgresAuditLedger {
  async function append(events: readonly AuditEvent[], skipKnown: boolean): Promise<void> {
    if (events.length === 0) return
    await connection.write(async (transaction) => {
      // Invariant: positions are given out and become visible in one order. Without the lock a smaller one
      // could be committed after a greater one was read, and whoever follows the log would miss it.
      await lock(transaction, connection.schema, 'audit')
      const table = sql.id(connection.schema, 'audit_events')
      await sql`
        insert into ${table} (id, type, request_id, event)
        select id, type, request_id, event from unnest(
          ${events.map(({ id }) => id)}::text[], ${events.map(({ type }) => type)}::text[],
          ${events.map(({ requestId }) => storable(requestId))}::text[],
          ${events.map((event) => JSON.stringify(event))}::text[]
        ) with ordinality as events (id, type, request_id, event, number)
        order by number
        ${skipKnown ? sql`on conflict (id) do nothing` : sql``}
      `.execute(transaction)
    })
  }

  return {
    append: (events) => append(events, false),
    appendOnce: (events) => append(events, true),
    since: (position, limit, filter) =>
      connection.read(async (database) => {
        const { types, requestId } = filter ?? {}
        const rows = await database
          .selectFrom('audit_events')
          .selectAll()
          .where('position', '>', position)
          .$if(types !== undefined, (query) =>
            query.where(sql<boolean>`type = any(${[...(types ?? [])]}::text[])`),
          )
          .$if(requestId !== undefined, (query) => query.where('request_id', '=', requestId ?? ''))
          .orderBy('position')
          .limit(limit)
          .execute()
        return Object.freeze(rows.map(storedEventFrom))
      }),
    head: () =>
      connection.read(async (database) => {
        const row = await database
          .selectFrom('audit_events')
          .select((from) => from.fn.max('position').as('head'))
          .executeTakeFirst()
        return row?.head === null || row === undefined ? 0 : readInteger(row, 'head')
      }),
  }
}

/** For the column that is searched: PostgreSQL holds no character 0. The event itself stays as it is. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
