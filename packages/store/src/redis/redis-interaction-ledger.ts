import type { InteractionLedger, InteractionRecord } from '../ledgers/interaction-ledger.ts'
import { createHorizon } from './horizon.ts'
import type { RedisConnection } from './redis-connection.ts'
import { readFields, readInteger, readText } from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import { optional } from './redis-script.ts'
import { noteSignIn, saveInteraction, takeHash } from './scripts/once-scripts.ts'

/** What waits for a person, in Redis. */
export function createRedisInteractionLedger(
  connection: RedisConnection,
  keys: RedisKeys,
): InteractionLedger {
  const horizon = createHorizon()

  function parse(id: string, answer: unknown, now: number): InteractionRecord | undefined {
    const fields = readFields(answer)
    if (fields === undefined) return undefined
    const expiresAt = readInteger(fields, 'expires')
    if (expiresAt <= Math.max(now, horizon.at)) return undefined
    const signedIn = fields.get('session')
    return Object.freeze({
      id,
      browserDigest: readText(fields, 'browser'),
      purpose: readText(fields, 'purpose'),
      ...(signedIn === undefined ? {} : { signedIn }),
      expiresAt,
    })
  }

  return {
    save: async ({ id, browserDigest, purpose, signedIn, expiresAt }) => {
      horizon.admit(expiresAt)
      const words = [browserDigest, purpose, optional(signedIn), expiresAt]
      await connection.run(saveInteraction, [keys.interaction(id)], words)
    },
    find: async (id, now) => parse(id, await connection.call('hgetall', keys.interaction(id)), now),
    noteSignIn: async (id, sessionId) => {
      await connection.run(noteSignIn, [keys.interaction(id)], [sessionId])
    },
    take: async (id, now) =>
      parse(id, await connection.run(takeHash, [keys.interaction(id)], []), now),
    prune: async (now) => horizon.move(now),
  }
}
