import type { TestContext } from 'node:test'
import { Secret } from '@sallyport/protocol'
import pg from 'pg'
import type { PendingRevocation } from '../../src/postgres/pending-revocations.ts'
import { openPostgresLedgers, type PostgresLedgers } from '../../src/postgres/postgres-ledgers.ts'

let schemas = 0

/** A schema name that no other test has. */
export function newSchema(): string {
  schemas += 1
  return `test_${process.pid}_${schemas}`
}

/** A node on the schema, closed at the end of the test; `delivered` is what it ended elsewhere. */
export async function openNode(
  t: TestContext,
  url: string,
  schema: string,
  deliver?: (revocation: PendingRevocation) => Promise<unknown>,
): Promise<
  PostgresLedgers & { readonly delivered: PendingRevocation[]; readonly errors: Error[] }
> {
  const delivered: PendingRevocation[] = []
  const errors: Error[] = []
  const ledgers = await openPostgresLedgers({
    url: new Secret(url),
    schema,
    poolSize: 5,
    deliver:
      deliver ??
      (async (revocation) => {
        delivered.push(revocation)
      }),
    onError: (error) => errors.push(error instanceof Error ? error : new Error(String(error))),
  })
  t.after(() => ledgers.close())
  return { ...ledgers, delivered, errors }
}

/** One connection of the test's own. */
export async function connect(t: TestContext, url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  t.after(() => client.end())
  return client
}

/** Waits until it is so, at most `forMs`. */
export async function eventually(isSo: () => boolean | Promise<boolean>, forMs = 5000) {
  const end = performance.now() + forMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('it did not come about')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
