import type { FailureAttempt, FailureLedger, FailureVerdict } from '../ledgers/failure-ledger.ts'
import { createHorizon } from './horizon.ts'
import type { RedisConnection } from './redis-connection.ts'
import { damaged, parseInteger, readStrings } from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import { forgiveFailure, judgeFailure } from './scripts/failure-scripts.ts'

/** Counted failures in Redis. */
export function createRedisFailureLedger(
  connection: RedisConnection,
  keys: RedisKeys,
): FailureLedger {
  const horizon = createHorizon()

  async function judge(attempt: FailureAttempt, isCounted: boolean): Promise<FailureVerdict> {
    const { key, now, forgetAfterSeconds, rule } = attempt
    const words = [
      now,
      forgetAfterSeconds,
      rule.freeFailures,
      rule.firstDelaySeconds,
      rule.maxDelaySeconds,
      rule.maxFailures ?? '',
      horizon.at,
      isCounted ? 1 : 0,
    ]
    if (isCounted) horizon.admit(now + forgetAfterSeconds)
    const answer = await connection.run(judgeFailure, [keys.failure(key)], words)
    const [allowed, countText = '', wait = ''] = readStrings(answer)
    const count = parseInteger(countText, 'count')
    if (allowed === '1') return { allowed: true, count }
    const retryAfterSeconds = wait === 'inf' ? Number.POSITIVE_INFINITY : Number(wait)
    if (allowed !== '0' || wait === '' || Number.isNaN(retryAfterSeconds)) throw damaged('wait')
    return { allowed: false, count, retryAfterSeconds }
  }

  return {
    begin: (attempt) => judge(attempt, true),
    check: (attempt) => judge(attempt, false),
    clear: async (key) => {
      await connection.call('del', keys.failure(key))
    },
    forgive: async (key) => {
      await connection.run(forgiveFailure, [keys.failure(key)], [])
    },
    prune: async (now) => horizon.move(now),
  }
}
