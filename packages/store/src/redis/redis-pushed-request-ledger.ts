import type { PushedRequestLedger } from '../ledgers/pushed-request-ledger.ts'
import { createHorizon } from './horizon.ts'
import type { RedisConnection } from './redis-connection.ts'
import { readBit, readFields, readInteger, readText } from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import { savePushedRequest, takePushedRequest } from './scripts/once-scripts.ts'

/** Pushed authorization requests in Redis. */
export function createRedisPushedRequestLedger(
  connection: RedisConnection,
  keys: RedisKeys,
): PushedRequestLedger {
  const horizon = createHorizon()
  return {
    save: async ({ digest, clientId, request, expiresAt }) => {
      horizon.admit(expiresAt)
      const words = [clientId, request, expiresAt]
      const answer = await connection.run(savePushedRequest, [keys.pushedRequest(digest)], words)
      if (!readBit(answer)) throw new Error('the pushed request is there already')
    },
    take: async (digest, clientId, now) => {
      const words = [clientId, Math.max(now, horizon.at)]
      const fields = readFields(
        await connection.run(takePushedRequest, [keys.pushedRequest(digest)], words),
      )
      if (fields === undefined) return undefined
      return Object.freeze({
        digest,
        clientId: readText(fields, 'client'),
        request: readText(fields, 'request'),
        expiresAt: readInteger(fields, 'expires'),
      })
    },
    prune: async (now) => horizon.move(now),
  }
}
