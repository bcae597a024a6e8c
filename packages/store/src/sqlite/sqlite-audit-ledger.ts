import type { AuditLedger } from '../ledgers/audit-ledger.ts'
import { storedEventFrom } from '../rows/audit-row.ts'
import { readInteger } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'

/** The audit log in SQLite; triggers refuse to change or remove what was written. */
export function createSqliteAuditLedger(connection: SqliteConnection): AuditLedger {
  const append = connection.prepare(
    `insert into audit_events (id, type, request_id, event)
     values (:id, :type, :requestId, :event)`,
  )
  const since = connection.prepare(
    `select * from audit_events where position > :position
       and (:types is null or type in (select value from json_each(:types)))
     order by position limit :limit`,
  )
  const sinceOfRequest = connection.prepare(
    `select * from audit_events where position > :position and request_id = :requestId
       and (:types is null or type in (select value from json_each(:types)))
     order by position limit :limit`,
  )
  const head = connection.prepare('select coalesce(max(position), 0) as head from audit_events')
  return {
    append: (events) =>
      connection.write(() => {
        for (const event of events) {
          const { id, type, requestId } = event
          append.run({ id, type, requestId, event: JSON.stringify(event) })
        }
      }),
    since: (position, limit, filter) =>
      connection.read(() => {
        const types = filter?.types === undefined ? null : JSON.stringify(filter.types)
        const requestId = filter?.requestId
        const rows =
          requestId === undefined
            ? since.all({ position, limit, types })
            : sinceOfRequest.all({ position, limit, types, requestId })
        return Object.freeze(rows.map(storedEventFrom))
      }),
    head: () =>
      connection.read(() => {
        const row = head.get()
        return row === undefined ? 0 : readInteger(row, 'head')
      }),
  }
}
