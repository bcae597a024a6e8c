import { type AuditEvent, auditEventTypes } from '@sallyport/protocol'
import type { AuditLedger, StoredAuditEvent } from '../ledgers/audit-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import { type Row, readInteger, readText, readWord } from './row.ts'

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

function storedEventFrom(row: Row): StoredAuditEvent {
  const event: unknown = JSON.parse(readText(row, 'event'), (_name, value: unknown) =>
    Object.freeze(value),
  )
  if (!isAuditEvent(event) || event.type !== readWord(row, 'type', auditEventTypes)) {
    throw new Error('the store holds an audit event that is not what was written')
  }
  return Object.freeze({ position: readInteger(row, 'position'), event })
}

const requiredFields: readonly (readonly [keyof AuditEvent, 'string' | 'number'])[] = [
  ['id', 'string'],
  ['timeMs', 'number'],
  ['type', 'string'],
  ['outcome', 'string'],
  ['requestId', 'string'],
]

/** What every event has; the columns were written from the same typed value. */
function isAuditEvent(value: unknown): value is AuditEvent {
  if (typeof value !== 'object' || value === null) return false
  const fields = new Map(Object.entries(value))
  return requiredFields.every(([name, type]) => typeof fields.get(name) === type)
}
