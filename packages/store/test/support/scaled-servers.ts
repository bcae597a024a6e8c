import { Secret } from '@sallyport/protocol'
import type { Store } from '@sallyport/store'
import { openScaledStore } from '@sallyport/store/scaled'
import { sharedServers } from '../../../../test/support/servers/shared-servers.ts'
import { createSchemaPool } from './schema-pool.ts'

export { sharedServersSkip } from '../../../../test/support/servers/shared-servers.ts'

/** At once: each has connections of its own, and so a process of PostgreSQL for each of them. */
const mostOpen = 8
let open = 0
const waiting: (() => void)[] = []
let opened = 0
/** Made as the file is loaded: what a test makes is gone after that test. */
const schemas = createSchemaPool(sharedServers().postgres)

/**
 * Opens a fresh, empty store on the servers that tests share: its own keys in Redis, its own schema in
 * PostgreSQL. Of a process only a few are open at once; others wait for one to close.
 */
export async function openTestStore(redis: 'redis' | 'redisCluster'): Promise<Store> {
  const servers = sharedServers()
  if (open < mostOpen) open += 1
  else await new Promise<void>((resolve) => waiting.push(resolve))
  opened += 1
  const schema = schemas.take()
  const leave = async () => {
    try {
      await schemas.giveBack(schema)
    } finally {
      const next = waiting.shift()
      if (next === undefined) open -= 1
      else next()
    }
  }
  const url = servers[redis]
  try {
    const store = await openScaledStore({
      redis: typeof url === 'string' ? new Secret(url) : url.map((node) => new Secret(node)),
      postgres: new Secret(servers.postgres),
      prefix: `t${process.pid}-${opened}:`,
      schema,
      poolSize: 4,
      // The cores are shared with every other test; how long it may take is shown elsewhere.
      patienceMs: 20_000,
      commandTimeoutMs: 20_000,
    })
    let isClosed = false
    return {
      ...store,
      close: async () => {
        await store.close()
        if (isClosed) return
        isClosed = true
        await leave()
      },
    }
  } catch (error) {
    await leave().catch(() => {})
    throw error
  }
}
