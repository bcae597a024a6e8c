import { setTimeout as wait } from 'node:timers/promises'
import type { AuditEventType } from '@sallyport/protocol'
import type { AuditLedger, StoredAuditEvent } from '@sallyport/store'

const pageSize = 500

/**
 * Follows the audit log: first what is there after `from`, then what comes, until the signal aborts
 * (the iteration then ends, without an error). `from` is `start`, `end`, or the position of the last
 * event already seen. Throws what the ledger throws, so that a reader knows that it no longer follows.
 */
export async function* followAudit(options: {
  readonly ledger: Pick<AuditLedger, 'since' | 'head'>
  readonly from: 'start' | 'end' | number
  /** How long to wait before asking again when there is nothing new. Default 100. */
  readonly intervalMs?: number
  readonly signal: AbortSignal
  readonly filter?: { readonly types?: readonly AuditEventType[]; readonly requestId?: string }
}): AsyncGenerator<StoredAuditEvent, void, undefined> {
  const { ledger, from, intervalMs = 100, signal, filter } = options
  let position = from === 'start' ? 0 : from === 'end' ? await ledger.head() : from
  while (!signal.aborted) {
    const page = await ledger.since(position, pageSize, filter)
    for (const stored of page) {
      if (signal.aborted) return
      position = stored.position
      yield stored
    }
    if (page.length === 0) await waitUnlessAborted(intervalMs, signal)
  }
}

async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
