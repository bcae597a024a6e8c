import { type Clock, nowSeconds, type RevocationCheck } from '@sallyport/protocol'
import type { RevocationLedger } from '@sallyport/store'
import { createLiveSet } from './live-set.ts'

export interface FollowOptions {
  readonly ledger: RevocationLedger
  /** Rules when entries expire. */
  readonly clock: Clock
  /** How often the feed is read; 50 by default, at most 100. */
  readonly intervalMs?: number
  /** How long the feed may be silent; 5,000 by default. */
  readonly maxStalenessMs?: number
  /** What holds beyond that: nothing (the default), or what was last known. */
  readonly onStale?: 'refuse' | 'allow'
  /** Told of every reading that failed; the next one is tried all the same. */
  readonly onError?: (error: unknown) => void
  /** Real milliseconds that never run backwards; `performance.now` by default. */
  readonly monotonicMs?: () => number
}

/** A live set that follows a feed. */
export interface FollowedRevocations extends RevocationCheck {
  /** Milliseconds since the feed was last read to its end. */
  lagMs(): number
  /** How many entries it holds. */
  size(): number
  /** Reads the feed to its end now. Rejects if it cannot be read. */
  catchUp(): Promise<void>
  stop(): Promise<void>
}

const PAGE = 1000

/**
 * Follows a feed of revocations; resolves once everything in it is known, rejects if it cannot be read.
 * Security: it knows how far behind it is, and past `maxStalenessMs` says `stale`, so that a guard that
 * has lost its feed does not go on accepting what may have been revoked.
 */
export async function followRevocations(options: FollowOptions): Promise<FollowedRevocations> {
  const { ledger, clock, intervalMs = 50, maxStalenessMs = 5000, onStale = 'refuse' } = options
  const { onError = () => {}, monotonicMs = () => performance.now() } = options
  if (!(intervalMs > 0 && intervalMs <= 100)) {
    throw new RangeError('`intervalMs` must be above 0 and at most 100')
  }
  const live = createLiveSet()
  let position = 0
  let readToEndAt = Number.NEGATIVE_INFINITY
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const read = async () => {
    const begunAt = monotonicMs()
    for (;;) {
      const entries = await ledger.since(position, PAGE)
      for (const entry of entries) {
        live.add(entry)
        position = entry.position
      }
      if (entries.length < PAGE) break
    }
    live.prune(nowSeconds(clock))
    readToEndAt = begunAt
  }
  let reading: Promise<void> | undefined
  const catchUp = () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  const lagMs = () => monotonicMs() - readToEndAt
  const schedule = () => {
    if (stopped) return
    timer = setTimeout(() => void catchUp().catch(onError).then(schedule), intervalMs)
    timer.unref()
  }

  await catchUp()
  schedule()
  return {
    check: (token) => {
      if (live.has(token)) return 'revoked'
      return onStale === 'refuse' && lagMs() > maxStalenessMs ? 'stale' : 'live'
    },
    lagMs,
    size: () => live.size,
    catchUp,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await reading?.catch(onError)
    },
  }
}
