import { setTimeout as wait } from 'node:timers/promises'
import type { Secret } from '@sallyport/protocol'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import type { ClientConfig } from 'pg'
import pg from 'pg'
import { createLendingPool } from './lending-pool.ts'
import { migrate } from './migrate.ts'
import { connectError, statementError } from './postgres-error.ts'
import type { Tables } from './tables.ts'

export interface PostgresOptions {
  /** `postgres://…`; as the driver understands it, `sslmode` included. */
  readonly url: Secret<string>
  /** Of sallyport alone; made if it does not exist. */
  readonly schema: string
  /** Connections of this process at most. */
  readonly poolSize: number
  /** A call is answered or rejects within this many milliseconds. */
  readonly patienceMs: number
  /** Told what goes wrong where nobody waits. */
  readonly onError: (error: unknown) => void
}

/** One database with the current schema, and a pool of connections to it. */
export interface PostgresConnection {
  readonly schema: string
  /** One statement; rejects after close. */
  read<Answer>(work: (database: Kysely<Tables>) => Promise<Answer>): Promise<Answer>
  /**
   * One transaction (read committed), resolved only after its commit; a throw undoes all of it. The work
   * asks nothing but the transaction.
   */
  write<Answer>(work: (transaction: Transaction<Tables>) => Promise<Answer>): Promise<Answer>
  close(): Promise<void>
}

/** A start may wait longer than a request. */
const startConnectMs = 10_000
/** How long a start waits for the migration of another node. */
const migrationLockMs = 60_000

/** Connects and migrates. Rejects where PostgreSQL is away, or the schema cannot be ours. */
export async function openPostgresConnection(
  options: PostgresOptions,
): Promise<PostgresConnection> {
  const { schema, patienceMs, onError } = options
  const config = clientConfig(options)
  await migrateAlone(config, schema)
  const pool = new pg.Pool({
    ...config,
    max: options.poolSize,
    // A little less than a call has, so that it hears why.
    connectionTimeoutMillis: Math.ceil(patienceMs * 0.8),
    // A server that is told to stop waiting itself lets go of its locks, also where we hang.
    statement_timeout: patienceMs,
    lock_timeout: patienceMs,
    idle_in_transaction_session_timeout: 2 * patienceMs,
  })
  // Without a listener a connection that breaks while nobody uses it ends the process.
  pool.on('error', (error) => onError(connectError(error)))
  pool.on('connect', (client) => client.on('error', () => {}))
  const database = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: createLendingPool(pool, { size: options.poolSize, patienceMs }),
    }),
  }).withSchema(schema)

  let isClosed = false
  async function ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (isClosed) throw new Error('the store is closed')
    return work()
  }
  return {
    schema,
    read: (work) => ask(() => work(database)),
    write: (work) => ask(() => database.transaction().execute(work)),
    close: async () => {
      if (isClosed) return
      isClosed = true
      // A server that hangs does not say goodbye.
      await Promise.race([database.destroy(), wait(patienceMs, undefined, { ref: false })])
    },
  }
}

/**
 * Holds a lock until the transaction ends, so that of those who take it one goes on at a time.
 * Invariant: a transaction takes it before any other, so no two wait for each other.
 */
export async function lock(
  transaction: Transaction<Tables>,
  schema: string,
  subject: string,
): Promise<void> {
  const name = `sallyport ${schema} ${subject}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(transaction)
}

/** Whether PostgreSQL can hold it: any text without the character 0. */
export function isStorable(text: string): boolean {
  return !text.includes('\0')
}

function clientConfig({ url, schema }: PostgresOptions): ClientConfig {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new Error(`\`${schema}\` is no name for a schema; use a-z, 0-9 and _, at most 63`)
  }
  const connectionString = url.reveal()
  // Security: what the parser throws shows the address, and so the password.
  if (!URL.canParse(connectionString) || !/^postgres(ql)?:\/\//i.test(connectionString)) {
    throw new Error(
      'the address of postgresql is not one; write `postgres://user:password@host/name`',
    )
  }
  return { connectionString, types: { getTypeParser }, application_name: 'sallyport' }
}

async function migrateAlone(config: ClientConfig, schema: string): Promise<void> {
  const client = new pg.Client({
    ...config,
    connectionTimeoutMillis: startConnectMs,
    lock_timeout: migrationLockMs,
  })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    throw connectError(error)
  }
  try {
    await migrate(client, schema)
  } catch (error) {
    throw error instanceof pg.DatabaseError ? statementError(error) : error
  } finally {
    await client.end().catch(() => {})
  }
}

const bigintType = 20

/** As the driver's, but a `bigint` is a number, and one that is not exact an error. */
const getTypeParser: typeof pg.types.getTypeParser = (type, format) =>
  type === bigintType && format !== 'binary'
    ? readSafeInteger
    : pg.types.getTypeParser(type, format)

function readSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error('the store holds a number that is not exact')
  return value
}
