import { Secret } from '@sallyport/protocol'
import type { Store } from '@sallyport/store'
import { openScaledStore } from '@sallyport/store/scaled'
import { Redis } from 'ioredis'
import { ownPostgres, ownRedis, ownServersSkip } from '../test/support/servers/own-servers.ts'

/** A Redis of the benchmarks' own, and what its memory holds. */
export interface BenchRedis {
  /** A store of its own on it. */
  openStore(): Promise<Store>
  /** Bytes. */
  usedMemory(): Promise<number>
}

/**
 * Starts a Redis that keeps everything before it acknowledges it (`appendfsync always`) and a PostgreSQL.
 * Undefined, and said, where they are not installed.
 */
export async function startScaledServers(): Promise<
  { readonly store: object; readonly redis: BenchRedis; stop(): Promise<void> } | undefined
> {
  const missing = ownServersSkip()
  if (missing !== false) {
    console.error(`without Redis and PostgreSQL: ${missing}`)
    return undefined
  }
  const removals: (() => unknown)[] = []
  const life = { after: (removal?: unknown) => void removals.push(removal as () => unknown) }
  const [redis, postgres] = await Promise.all([ownRedis(life), ownPostgres(life)])
  const commands = new Redis(redis.url)
  let stores = 0
  return {
    store: { redis: redis.url, postgres: postgres.url },
    redis: {
      openStore: () => {
        stores += 1
        return openScaledStore({
          redis: new Secret(redis.url),
          postgres: new Secret(postgres.url),
          prefix: `bench${stores}:`,
          schema: `bench${stores}`,
        })
      },
      usedMemory: async () => {
        const info = await commands.info('memory')
        return Number(/^used_memory:(\d+)/m.exec(info)?.[1])
      },
    },
    stop: async () => {
      commands.disconnect()
      for (const remove of removals) await remove()
    },
  }
}
