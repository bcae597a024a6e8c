import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { connectError, PostgresAway, PostgresBusy, statementError } from './postgres-error.ts'
import { createSlots } from './slots.ts'

/** After a failed attempt to connect the next ones fail at once for this long. */
const breakMs = 250

/**
 * The driver's pool as Kysely uses it, with an end to patience: a connection is lent for at most
 * `patienceMs` milliseconds, waiting for it included. Past that the statement rejects and the connection
 * is thrown away, with whatever it was doing: PostgreSQL undoes an unfinished transaction. Every call
 * borrows once, so every call is answered in time.
 */
export function createLendingPool(
  pool: Pool,
  options: { readonly size: number; readonly patienceMs: number },
): PostgresPool {
  const { size, patienceMs } = options
  // The driver's own line counts the wait as time to connect: a crowd would look like an outage.
  const slots = createSlots(size)
  let broken: { readonly until: number; readonly by: PostgresAway } | undefined
  // Only what it answers while somebody waits in vain tells a crowd from a server that hangs.
  let answeredAt = Number.NEGATIVE_INFINITY
  const noteAnswer = () => {
    answeredAt = performance.now()
  }
  const lateSince = (began: number, message: string) =>
    answeredAt > began ? new PostgresBusy(message) : new PostgresAway(message)
  return {
    options: {},
    connect: async () => {
      const began = performance.now()
      const late = (message: string) => lateSince(began, message)
      requireUnbroken()
      const giveBack = await slots.take(patienceMs)
      if (giveBack === undefined) throw late('every connection to postgresql is in use')
      try {
        requireUnbroken()
        const client = await connect()
        const forMs = began + patienceMs - performance.now()
        return lend(client, { forMs, giveSlotBack: giveBack, noteAnswer, late })
      } catch (error) {
        giveBack()
        throw error
      }
    },
    end: () => pool.end(),
  }

  function requireUnbroken(): void {
    if (broken !== undefined && performance.now() < broken.until) throw broken.by
  }

  async function connect(): Promise<PoolClient> {
    try {
      return await pool.connect()
    } catch (error) {
      const by = connectError(error)
      broken = { until: performance.now() + breakMs, by }
      throw by
    }
  }
}

function lend(
  client: PoolClient,
  loan: {
    readonly forMs: number
    readonly giveSlotBack: () => void
    readonly noteAnswer: () => void
    readonly late: (message: string) => PostgresAway
  },
): PostgresPoolClient {
  const { forMs, giveSlotBack, noteAnswer, late } = loan
  const overdue = Promise.withResolvers<never>()
  // Nobody may be waiting for it.
  overdue.promise.catch(() => {})
  let isBack = false
  const giveBack = (destroy: boolean) => {
    if (isBack) return
    isBack = true
    clearTimeout(timer)
    client.release(destroy)
    giveSlotBack()
  }
  const timer = setTimeout(() => {
    giveBack(true)
    overdue.reject(late(overdueMessage))
  }, forMs)

  async function query<Row>(text: unknown, parameters?: readonly unknown[]) {
    if (isBack) throw late(overdueMessage)
    if (typeof text !== 'string') throw new Error('cursors are not used')
    try {
      const answer = client.query(text, [...(parameters ?? [])])
      const found = await Promise.race([answer, overdue.promise])
      noteAnswer()
      return found as unknown as PostgresQueryResult<Row>
    } catch (error) {
      const failure = statementError(error)
      throw isTimeLimit(error) ? late(failure.message) : failure
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy) => giveBack(destroy === true),
  }
}

const overdueMessage = 'postgresql does not answer in time'

/** Those of the server, which are ours too: of a statement and of a lock. */
function isTimeLimit(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === '57014' || error.code === '55P03')
  )
}
