import type { AuditLedger } from '../ledgers/audit-ledger.ts'
import type { PostgresAuditLedger } from '../postgres/postgres-audit-ledger.ts'
import type { AuditSpool } from '../redis/audit-spool.ts'

/**
 * The audit log, whose events wait in the spool while it is away: an append resolves once they are in one
 * or the other, and rejects where neither takes them. Reading shows only what the log has.
 */
export function createSpooledAudit(
  log: PostgresAuditLedger,
  spool: Pick<AuditSpool, 'add'>,
  isAway: (error: unknown) => boolean,
): AuditLedger {
  return {
    append: async (events) => {
      try {
        await log.append(events)
      } catch (error) {
        if (!isAway(error)) throw error
        // The log may have kept them all the same: the relay leaves out what is there already.
        await spool.add(events)
      }
    },
    since: (position, limit, filter) => log.since(position, limit, filter),
    head: () => log.head(),
  }
}
