import type { Clock } from '@sallyport/protocol'
import { createKeyedCounts } from './keyed-counts.ts'
import {
  addOne,
  bucketsPerWindow,
  countingBuckets,
  newestBucket,
  oldestBucket,
  type SlidingCount,
} from './sliding-count.ts'

/** So many in so long, for each key. Answers from memory, without waiting. */
export interface Quota {
  /** Asks for one admission, and counts it if allowed. A refused one costs nothing. */
  take(key: string): QuotaAnswer
  /** What `take` would answer now, without counting. */
  peek(key: string): QuotaAnswer
  readonly limit: number
  readonly windowSeconds: number
}

export interface QuotaAnswer {
  readonly allowed: boolean
  readonly limit: number
  /** Admissions left, after this one. */
  readonly remaining: number
  /** Whole seconds until all that was admitted has left the window, and the full limit is back. */
  readonly resetSeconds: number
  /** Whole seconds after which one more is admitted, at least 1; 0 when allowed. */
  readonly retryAfterSeconds: number
}

/**
 * Makes a quota of `limit` admissions per key in any `windowSeconds`. From rest the whole limit may be
 * used at once; a used admission comes back after the window and at most a twelfth of it more.
 * Throws for a limit, window or number of keys that is not a whole number above 0.
 *
 * Invariant: no span of `windowSeconds`, wherever it starts and both ends included, holds more than
 * `limit` admissions of one key. Beyond `maxKeys` keys in use, new ones share counts: that may admit
 * less, never more. A clock that is set back stands still until it has caught up.
 */
export function createQuota(options: {
  readonly limit: number
  readonly windowSeconds: number
  readonly clock: Clock
  /** Keys with a count of their own, each about 350 bytes. Default 100,000. */
  readonly maxKeys?: number
}): Quota {
  const { limit, windowSeconds, clock, maxKeys = 100_000 } = options
  checkWhole('limit', limit, 2 ** 32 - 1)
  checkWhole('windowSeconds', windowSeconds, 2 ** 32)
  checkWhole('maxKeys', maxKeys, 2 ** 24)
  const counts = createKeyedCounts(maxKeys)
  // Whole milliseconds, so that bucket numbers are exact; rounded up, so that twelve span the window.
  const bucketMs = Math.ceil((windowSeconds * 1000) / bucketsPerWindow)
  let latestMs = 0

  function currentBucket(nowMs: number): number {
    // Security: a clock set back must not bring old buckets round again.
    if (nowMs > latestMs) latestMs = nowMs
    return Math.floor(latestMs / bucketMs)
  }

  function secondsUntilDropped(bucket: number | undefined, nowMs: number): number {
    if (bucket === undefined) return 0
    return Math.max(1, Math.ceil(((bucket + countingBuckets) * bucketMs - nowMs) / 1000))
  }

  function answer(count: SlidingCount | undefined, allowed: boolean, nowMs: number): QuotaAnswer {
    return {
      allowed,
      limit,
      remaining: limit - (count?.total ?? 0),
      resetSeconds: count === undefined ? 0 : secondsUntilDropped(newestBucket(count), nowMs),
      retryAfterSeconds:
        allowed || count === undefined ? 0 : secondsUntilDropped(oldestBucket(count), nowMs),
    }
  }

  return {
    limit,
    windowSeconds,
    take(key) {
      const nowMs = Math.floor(clock.nowMs())
      const count = counts.countFor(key, currentBucket(nowMs))
      const allowed = count.total < limit
      if (allowed) addOne(count)
      return answer(count, allowed, nowMs)
    },
    peek(key) {
      const nowMs = Math.floor(clock.nowMs())
      const count = counts.find(key, currentBucket(nowMs))
      return answer(count, count === undefined || count.total < limit, nowMs)
    },
  }
}

function checkWhole(name: string, value: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < 1 || value > max) {
    throw new TypeError(`\`${name}\` must be a whole number from 1 to ${max}`)
  }
}
