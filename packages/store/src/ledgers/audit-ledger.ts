import type { AuditEvent, AuditEventType } from '@sallyport/protocol'

export interface StoredAuditEvent {
  /** Grows with time of writing; never reused. */
  readonly position: number
  readonly event: AuditEvent
}

/** Durable, append only. */
export interface AuditLedger {
  /** One atomic step. */
  append(events: readonly AuditEvent[]): Promise<void>
  /** Events after a position, oldest first, at most `limit`. */
  since(
    position: number,
    limit: number,
    filter?: { readonly types?: readonly AuditEventType[]; readonly requestId?: string },
  ): Promise<readonly StoredAuditEvent[]>
  /** Position of the newest event; 0 if there is none. */
  head(): Promise<number>
}
