import type { Client } from 'pg'
import { migrations as ours } from './migrations.ts'

/**
 * Brings the schema to the newest version, each migration in a transaction of its own that records it.
 * Any number of nodes may do so at once: one goes on, the others wait for it and find it done. Killed at
 * any point it leaves a version that the next start goes on from. Rejects where the schema is of a newer
 * version or belongs to another program, and changes nothing.
 */
export async function migrate(
  client: Client,
  schema: string,
  migrations: readonly string[] = ours,
): Promise<void> {
  let isBehind = true
  while (isBehind) isBehind = await inTransaction(client, () => step(client, schema, migrations))
}

/** Runs the next migration; false where there is none. */
async function step(
  client: Client,
  schema: string,
  migrations: readonly string[],
): Promise<boolean> {
  // Invariant: held until the commit, so nobody else reads a version that is about to change.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `sallyport ${schema} migrations`,
  ])
  const version = await readVersion(client, schema)
  if (version > migrations.length) {
    throw new Error(
      `the schema \`${schema}\` was written by a newer sallyport (version ${version}, this one knows ` +
        `${migrations.length}); run the newer version, or name another schema`,
    )
  }
  const migration = migrations[version]
  if (migration === undefined) return false
  const name = client.escapeIdentifier(schema)
  if (version === 0) {
    await createSchema(client, schema)
    await client.query(
      `create table ${name}.sallyport_migrations
         (version integer primary key, ran_at timestamptz not null default now())`,
    )
  }
  await client.query(`set local search_path = ${name}`)
  await client.query(migration)
  await client.query(`insert into ${name}.sallyport_migrations (version) values ($1)`, [
    version + 1,
  ])
  return true
}

/** Only where it is missing: whoever was given a schema may not be allowed to make one. */
async function createSchema(client: Client, schema: string): Promise<void> {
  const found = await client.query('select 1 from pg_namespace where nspname = $1', [schema])
  if (found.rowCount === 0) await client.query(`create schema ${client.escapeIdentifier(schema)}`)
}

/** How many migrations have run. */
async function readVersion(client: Client, schema: string): Promise<number> {
  const found = await client.query<{ ours: boolean; others: boolean }>(
    `select bool_or(relname = 'sallyport_migrations') as ours, count(*) > 0 as others
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = $1 and relkind in ('r', 'p', 'v', 'm')`,
    [schema],
  )
  const { ours, others } = found.rows[0] ?? { ours: false, others: false }
  if (ours !== true) {
    if (!others) return 0
    throw new Error(
      `the schema \`${schema}\` is of another program; name one that sallyport has for itself`,
    )
  }
  const versions = await client.query<{ version: number | null }>(
    `select max(version) as version from ${client.escapeIdentifier(schema)}.sallyport_migrations`,
  )
  return versions.rows[0]?.version ?? 0
}

async function inTransaction<Answer>(client: Client, work: () => Promise<Answer>): Promise<Answer> {
  await client.query('begin')
  try {
    const answer = await work()
    await client.query('commit')
    return answer
  } catch (error) {
    // The connection is closed next, which undoes the transaction as well.
    await client.query('rollback').catch(() => {})
    throw error
  }
}
