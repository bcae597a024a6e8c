import { Secret } from '@sallyport/protocol'
import type { UserBlock } from '../../src/redis/outbox.ts'
import { parseRedisAddress } from '../../src/redis/redis-address.ts'
import { connectRedis, type RedisConnection } from '../../src/redis/redis-connection.ts'
import { createRedisKeys } from '../../src/redis/redis-keys.ts'
import { ledgersOn, type RedisLedgers } from '../../src/redis/redis-ledgers.ts'

export interface HookedRedis {
  readonly ledgers: RedisLedgers
  readonly connection: RedisConnection
  readonly keys: ReturnType<typeof createRedisKeys>
  /** Called before each command with its name (of a script: its own); a throw stands for a crash there. */
  before: (name: string) => Promise<void>
}

/** The ledgers on a connection that tells the test of every command, which it sends one at a time. */
export async function openHookedRedis(
  url: string,
  prefix: string,
  blockUser: (block: UserBlock) => Promise<void> = async () => {},
): Promise<HookedRedis> {
  const real = connectRedis(parseRedisAddress(new Secret(url)), () => {}, 5000)
  const keys = createRedisKeys(prefix)
  const hooked: RedisConnection = {
    ...real,
    call: async (name, ...words) => {
      await hook.before(name)
      return real.call(name, ...words)
    },
    run: async (script, keysOfIt, words) => {
      await hook.before(script.name)
      return real.run(script, keysOfIt, words)
    },
    inOrder: async (first, second) => {
      const one = await first()
      return [one, await second()]
    },
  }
  const hook = { before: async (_name: string) => {} }
  const ledgers = await ledgersOn(hooked, keys, { blockUser }, () => {})
  return Object.assign(hook, { ledgers, connection: real, keys })
}
