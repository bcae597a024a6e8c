import { after } from 'node:test'
import pg from 'pg'

/**
 * Schemas of PostgreSQL that tests use one after the other: to migrate a new one takes a hundred times as
 * long as to empty one. All are dropped after the tests of the process.
 */
export interface SchemaPool {
  /** One that is empty, or is made by whoever opens it. */
  take(): string
  /** Empties it for the next. Nobody is connected to it any more. */
  giveBack(schema: string): Promise<void>
}

/** At the top of a module, not in a test: what is left over is dropped after the tests of the process. */
export function createSchemaPool(url: string): SchemaPool {
  const free: string[] = []
  const made: string[] = []
  let connected: Promise<pg.Client> | undefined
  const connect = async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    // Otherwise the audit log cannot be emptied: it is append only.
    await client.query("set session_replication_role = 'replica'")
    return client
  }
  after(async () => {
    const client = await connected
    if (client === undefined) return
    for (const schema of made) {
      await client.query(`drop schema if exists ${client.escapeIdentifier(schema)} cascade`)
    }
    await client.end()
  })

  return {
    take: () => {
      const known = free.pop()
      if (known !== undefined) return known
      made.push(`test_${process.pid}_${made.length + 1}`)
      return made.at(-1) ?? ''
    },
    giveBack: async (schema) => {
      connected ??= connect()
      const client = await connected
      const tables = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables
         where schemaname = $1 and tablename <> 'sallyport_migrations'`,
        [schema],
      )
      await client.query(tables.rows.map(({ name }) => `delete from ${name}`).join(';'))
      free.push(schema)
    },
  }
}
