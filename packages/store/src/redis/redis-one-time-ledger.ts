import type { OneTimeLedger } from '../ledgers/one-time-ledger.ts'
import { createHorizon } from './horizon.ts'
import type { RedisConnection } from './redis-connection.ts'
import { readBit } from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import { claimOnce } from './scripts/once-scripts.ts'

/** What may be used once, in Redis. */
export function createRedisOneTimeLedger(
  connection: RedisConnection,
  keys: RedisKeys,
): OneTimeLedger {
  const horizon = createHorizon()
  return {
    claim: async ({ key, now, expiresAt }) => {
      const words = [expiresAt, Math.max(now, horizon.at)]
      horizon.admit(expiresAt)
      return readBit(await connection.run(claimOnce, [keys.oneTime(key)], words))
    },
    prune: async (now) => horizon.move(now),
  }
}
