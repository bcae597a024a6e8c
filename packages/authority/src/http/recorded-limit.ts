import { createQuota, createTally } from '@sallyport/limits'
import type { Clock } from '@sallyport/protocol'
import type { Exchange } from './exchange.ts'
import { type RecordedReason, timesOf } from './recorded-reasons.ts'

/** A quota whose refusals are in the audit log, as `limit.hit`: at most one a minute for each key. */
export interface RecordedLimit {
  /** Counts one, if there is room. Whole seconds to wait, at least 1; undefined where there was room. */
  take(key: string, exchange: Exchange): Promise<number | undefined>
}

export function createRecordedLimit(options: {
  readonly reason: RecordedReason
  readonly limit: number
  readonly windowSeconds: number
  readonly clock: Clock
  readonly maxKeys?: number
}): RecordedLimit {
  const { reason, clock } = options
  const quota = createQuota(options)
  const told = createTally({ windowSeconds: 60, clock })
  return {
    take: async (key, exchange) => {
      const { allowed, retryAfterSeconds } = quota.take(key)
      if (allowed) return undefined
      const times = told.note(key)
      if (times !== undefined) {
        const reasons = [reason, ...timesOf(times)]
        await exchange.record({ type: 'limit.hit', outcome: 'refused', reasons })
      }
      return retryAfterSeconds
    },
  }
}
