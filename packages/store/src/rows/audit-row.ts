import { type AuditEvent, auditEventTypes } from '@sallyport/protocol'
import type { StoredAuditEvent } from '../ledgers/audit-ledger.ts'
import { type Row, readInteger, readText, readWord } from './row.ts'

/** The event of a row of `audit_events`, whichever database answers it. Throws where it is not one. */
export function storedEventFrom(row: Row): StoredAuditEvent {
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
