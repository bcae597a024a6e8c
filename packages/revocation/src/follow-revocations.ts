import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Clock, nowSeconds, type RevocationCheck, tell } from '@sallyport/protocol'
import { createLiveSet, type LiveSet } from './live-set.ts'
import { readFeed } from './read-feed.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import { withinTime } from './within-time.ts'

export interface FollowOptions {
  /** The `revocations` of a store, or a stream of an authority (`revocationStream`). */
  readonly feed: RevocationFeed
  /** Says when entries have expired. */
  readonly clock: Clock
  /** How long a question waits for the next revocation, milliseconds; 1000. */
  readonly waitMs?: number
  /** How long the feed may be silent before nothing can be said, milliseconds; 5000. More than `waitMs`. */
  readonly maxStalenessMs?: number
  /** What `check` does past that: answers `stale` (`refuse`, the default), or goes on (`allow`). */
  readonly onStale?: 'refuse' | 'allow'
  /** Told when the feed has been silent for longer than allowed, and when it is heard again. */
  readonly onStaleness?: (state: Staleness) => void
  /** Told of each failure to read the feed; following goes on. */
  readonly onError?: (error: unknown) => void
  /** Milliseconds that never go back, by which silence is measured; `performance.now`. */
  readonly monotonicMs?: () => number
}

export interface Staleness {
  readonly isStale: boolean
  readonly lagMs: number
}

/** The live set of one process, kept up with the feed. */
export interface FollowedRevocations extends RevocationCheck {
  /**
   * Age of what is known, milliseconds: everything that was revoked that long ago or longer is in the set, at
   * worst. What is revoked is in it as soon as the feed says so; where nothing is, this grows up to `waitMs`,
   * which is how often the feed is heard then, and falls back. The feed's own lag is in it.
   */
  lagMs(): number
  /** Whether that is more than `maxStalenessMs`, or something may be missing since the clock was set back. */
  isStale(): boolean
  /** How many targets are held in memory. */
  size(): number
  /** Resolves once all that was revoked when called is loaded; rejects if the feed cannot be read. */
  catchUp(): Promise<void>
  /** Stops following and resolves once the feed is no longer read; from then on the lag grows. */
  stop(): Promise<void>
}

/**
 * Follows the feed. Resolves once everything already in it is loaded; rejects if that fails. A target
 * known to be revoked is `revoked` however stale the feed. A feed that can no longer vouch that nothing is
 * missing is loaded anew, beside what is known already.
 */
export async function followRevocations(options: FollowOptions): Promise<FollowedRevocations> {
  const { feed, clock, onStale = 'refuse', onStaleness = () => {}, onError = () => {} } = options
  const { waitMs, maxStalenessMs } = checkTimes(options)
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const live: LiveSet = createLiveSet()
  let prunedAt = Number.NEGATIVE_INFINITY
  let forgotAt = Number.NEGATIVE_INFINITY
  let mayLack = false
  let isLoadingAgain = false

  /**
   * Adds everything there is; answers the position after it.
   * Security: to what is known, since a feed that has lost its memory no longer says what was revoked before.
   */
  async function loadAll(): Promise<number> {
    const { position, entries } = await withinTime(feed.snapshot(), snapshotWithinMs)
    for (const [i, entry] of entries.entries()) {
      live.add(entry)
      // Requests go on being answered meanwhile.
      if (i % entriesATurn === entriesATurn - 1) await nextTurn()
    }
    return position
  }

  /**
   * Security: by a clock that was ahead and is set back, entries were forgotten that still concern tokens;
   * until they are loaded again nothing can be said to be live.
   */
  function prune(): void {
    const now = nowSeconds(clock)
    if (now < forgotAt) {
      forgotAt = Number.NEGATIVE_INFINITY
      mayLack = true
    }
    if (mayLack) loadAgain()
    if (Math.abs(now - prunedAt) < pruneEverySeconds) return
    const { size } = live
    live.prune(now)
    prunedAt = now
    if (live.size < size) forgotAt = now
  }

  function loadAgain(): void {
    if (isLoadingAgain) return
    isLoadingAgain = true
    loadAll()
      .then(
        () => {
          mayLack = false
        },
        (error: unknown) => tell(onError, error),
      )
      .finally(() => {
        isLoadingAgain = false
      })
  }

  const askedAtMs = monotonicMs()
  const after = await loadAll()
  const answeredAtMs = monotonicMs()
  const reader = readFeed({
    feed,
    after,
    heardAtMs: feed.lagMs === undefined ? askedAtMs : answeredAtMs - feed.lagMs(),
    waitMs,
    graceMs: Math.min(maxStalenessMs, longestGraceMs),
    monotonicMs,
    onEntries: (entries) => {
      for (const entry of entries) live.add(entry)
    },
    onLost: loadAll,
    onHeard: () => {
      prune()
      noteStaleness()
    },
    onError,
  })
  const lagMs = () => monotonicMs() - reader.heardAtMs()
  // Written so that a lag that is no number is one.
  const isStale = () => mayLack || !(lagMs() <= maxStalenessMs)

  let wasStale = false
  function noteStaleness(): void {
    const state = { isStale: isStale(), lagMs: lagMs() }
    if (state.isStale === wasStale) return
    wasStale = state.isStale
    tell(onStaleness, state)
  }
  // Told also when nobody asks.
  const watch = setInterval(noteStaleness, Math.min(250, maxStalenessMs / 4)).unref()

  return {
    check: (token) => {
      if (live.has(token)) return 'revoked'
      return onStale === 'refuse' && isStale() ? 'stale' : 'live'
    },
    lagMs,
    isStale,
    size: () => live.size,
    catchUp: reader.catchUp,
    stop: async () => {
      await reader.stop()
      clearInterval(watch)
    },
  }
}

/** A snapshot may be large. */
const snapshotWithinMs = 30_000
const longestGraceMs = 2000
const entriesATurn = 10_000
const pruneEverySeconds = 1

function checkTimes(options: FollowOptions) {
  const { waitMs = 1000, maxStalenessMs = 5000 } = options
  if (!(waitMs > 0)) {
    throw new Error(`\`waitMs\` is \`${waitMs}\`; it must be more than 0`)
  }
  if (!(maxStalenessMs > waitMs)) {
    throw new Error(
      `\`maxStalenessMs\` is \`${maxStalenessMs}\`; it must be more than \`waitMs\`, which is \`${waitMs}\``,
    )
  }
  return { waitMs, maxStalenessMs }
}
