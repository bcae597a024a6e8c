import { randomUUID } from 'node:crypto'
import type { RevocationTarget } from '@sallyport/protocol'
import { sql, type Transaction } from 'kysely'
import { type Row, readInteger, readText, readWord } from '../rows/row.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import type { Tables } from './tables.ts'

/** A revocation that follows from a change which is committed. */
export interface PendingRevocation {
  /** Never used for another: whoever has delivered it knows it again. */
  readonly id: string
  readonly target: RevocationTarget
  /** When the change was made; seconds since the epoch. */
  readonly now: number
}

/** Ends the tokens where they are kept; resolves once that is kept. May be called twice for one. */
export type DeliverRevocation = (revocation: PendingRevocation) => Promise<unknown>

/**
 * The outbox: a change here and the end of tokens elsewhere become one step, since what is to be ended
 * is kept with the change and delivered until that has worked.
 */
export interface PendingRevocations {
  /** Inside the transaction of the change. */
  add(
    transaction: Transaction<Tables>,
    target: RevocationTarget,
    now: number,
  ): Promise<PendingRevocation>
  /**
   * After its commit: delivers and forgets. Rejects where it cannot be delivered now: then any node does
   * so later.
   */
  settle(revocation: PendingRevocation): Promise<void>
  /**
   * Delivers what is left over, oldest first; rejects at the first that cannot be. One that cannot be read
   * is left where it is, and holds up none behind it; then it rejects at the end.
   */
  sweep(): Promise<void>
}

/** Whoever has just made the change delivers it alone for so long. */
const leaseSeconds = 2
const sweepSize = 100

export function createPendingRevocations(
  connection: PostgresConnection,
  deliver: DeliverRevocation,
): PendingRevocations {
  const leaseEnd = sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`

  const forget = (id: string) =>
    connection.read((database) =>
      database.deleteFrom('pending_revocations').where('id', '=', id).execute(),
    )

  /** So that the next sweep need not wait. */
  const endLease = (id: string) =>
    connection.read((database) =>
      database
        .updateTable('pending_revocations')
        .set({ leased_until: sql<Date>`clock_timestamp()` })
        .where('id', '=', id)
        .execute(),
    )

  /** Of several nodes that sweep at once each takes others. */
  const take = () =>
    connection.read((database) =>
      database
        .updateTable('pending_revocations')
        .set({ leased_until: leaseEnd })
        .where('sequence', 'in', (from) =>
          from
            .selectFrom('pending_revocations')
            .select('sequence')
            .where('leased_until', '<=', sql<Date>`clock_timestamp()`)
            .orderBy('sequence')
            .limit(sweepSize)
            .forUpdate()
            .skipLocked(),
        )
        .returning(['sequence', 'id', 'kind', 'target_id', 'revoked_at'])
        .execute(),
    )

  return {
    add: async (transaction, target, now) => {
      const id = randomUUID()
      await transaction
        .insertInto('pending_revocations')
        .values({
          id,
          kind: target.kind,
          target_id: target.kind === 'all' ? null : target.id,
          revoked_at: now,
          leased_until: leaseEnd,
        })
        .execute()
      return { id, target, now }
    },
    settle: async (revocation) => {
      try {
        await deliver(revocation)
      } catch {
        await endLease(revocation.id).catch(() => {})
        throw new Error(
          'the change is kept, but the tokens that it ends cannot be reached now; they end as soon as they can',
        )
      }
      // It is done: at worst it is delivered once more.
      await forget(revocation.id).catch(() => {})
    },
    sweep: async () => {
      const taken = (await take()).toSorted((a, b) => a.sequence - b.sequence)
      let unreadable: { readonly error: unknown } | undefined
      for (const [done, row] of taken.entries()) {
        let revocation: PendingRevocation
        try {
          revocation = pendingFrom(row)
        } catch (error) {
          unreadable ??= { error }
          continue
        }
        try {
          await deliver(revocation)
        } catch (error) {
          for (const left of taken.slice(done)) await endLease(left.id)
          throw error
        }
        await forget(revocation.id)
      }
      if (unreadable !== undefined) throw unreadable.error
    },
  }
}

const kinds = ['token', 'session', 'grant', 'client', 'subject', 'key', 'all'] as const

function pendingFrom(row: Row): PendingRevocation {
  const kind = readWord(row, 'kind', kinds)
  const target = kind === 'all' ? { kind } : { kind, id: readText(row, 'target_id') }
  return { id: readText(row, 'id'), target, now: readInteger(row, 'revoked_at') }
}
