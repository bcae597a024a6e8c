import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { connectError, PostgresAway, statementError } from './postgres-error.ts'
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
  let brokenUntil = 0
  return {
    options: {},
    connect: async () => {
      const deadline = performance.now() + patienceMs
      requireUnbroken()
      const giveBack = await slots.take(patienceMs)
      if (giveBack === undefined) throw new PostgresAway('every connection to postgresql is in use')
      try {
        requireUnbroken()
        return lend(await connect(), deadline - performance.now(), giveBack)
      } catch (error) {
        giveBack()
        throw error
      }
    },
    end: () => pool.end(),
  }

  function requireUnbroken(): void {
    if (performance.now() < brokenUntil) {
      throw new PostgresAway('postgresql could not be reached just now')
    }
  }

  async function connect(): Promise<PoolClient> {
    try {
      return await pool.connect()
    } catch (error) {
      brokenUntil = performance.now() + breakMs
      throw connectError(error)
    }
  }
}

function lend(client: PoolClient, forMs: number, giveSlotBack: () => void): PostgresPoolClient {
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
    overdue.reject(new PostgresAway('postgresql does not answer in time'))
  }, forMs)

  async function query<Row>(text: unknown, parameters?: readonly unknown[]) {
    if (isBack) throw new PostgresAway('postgresql does not answer in time')
    if (typeof text !== 'string') throw new Error('cursors are not used')
    try {
      const answer = client.query(text, [...(parameters ?? [])])
      return (await Promise.race([answer, overdue.promise])) as unknown as PostgresQueryResult<Row>
    } catch (error) {
      throw statementError(error)
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy) => giveBack(destroy === true),
  }
}
