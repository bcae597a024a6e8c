import type { AuditEvent } from '@sallyport/protocol'
import { cutTo, escapeUnprintable } from '../events/escape-unprintable.ts'

/** Longer than any value that `checkAuditFact` lets through. */
const maxValueLength = 4096

/**
 * One event on one line, without a line break at its end. `json`: an object with the field names of
 * `AuditEvent`. `text`: time, type and outcome, then `name=value`, values in quotes where they hold
 * anything but letters, digits and `-_.:/@`. Takes the event of a `StoredAuditEvent`.
 *
 * Security: whatever the values hold, the line is printable and one record (log injection), and at most
 * some 4,096 characters a value.
 */
export function formatAuditEvent(event: AuditEvent, format: 'text' | 'json'): string {
  return format === 'json' ? formatJson(event) : formatText(event)
}

function formatJson(event: AuditEvent): string {
  const ordered = {
    timeMs: event.timeMs,
    id: event.id,
    type: event.type,
    outcome: event.outcome,
    requestId: event.requestId,
    subject: event.subject,
    clientId: event.clientId,
    issuer: event.issuer,
    address: event.address,
    grantId: event.grantId,
    sessionId: event.sessionId,
    tokenId: event.tokenId,
    action: event.action,
    resource: event.resource,
    scope: event.scope,
    reasons: event.reasons,
  }
  const json = JSON.stringify(ordered, (_name, value: unknown) =>
    typeof value === 'string' ? cutTo(value, maxValueLength) : value,
  )
  // JSON itself lets U+2028, bidi overrides and C1 controls through; `\uXXXX` means the same to it.
  return escapeUnprintable(json)
}

function formatText(event: AuditEvent): string {
  const { resource } = event
  const values: readonly (readonly [string, string | undefined])[] = [
    ['subject', event.subject],
    ['client', event.clientId],
    ['issuer', event.issuer],
    ['address', event.address],
    ['action', event.action],
    ['resource', resource?.type],
    ['resource_id', resource?.id],
    ['scope', event.scope],
    ['reasons', event.reasons?.join(', ')],
    ['grant', event.grantId],
    ['session', event.sessionId],
    ['token', event.tokenId],
    ['request', event.requestId],
  ]
  const pairs = values.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quoteWhereNeeded(value)}`],
  )
  const { type, outcome } = event
  const head = [formatTime(event.timeMs), quoteWhereNeeded(type), quoteWhereNeeded(outcome)]
  return [...head, ...pairs].join(' ')
}

function quoteWhereNeeded(value: string): string {
  const cut = cutTo(value, maxValueLength)
  return /^[A-Za-z0-9_.:/@-]+$/.test(cut) ? cut : escapeUnprintable(JSON.stringify(cut))
}

function formatTime(timeMs: number): string {
  const time = new Date(timeMs)
  return Number.isNaN(time.getTime()) ? 'invalid-time' : time.toISOString()
}
