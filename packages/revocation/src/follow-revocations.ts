import { type Clock, nowSeconds, type RevocationCheck, tell } from '@sallyport/protocol'
import type { RevocationLedger } from '@sallyport/store'
import { createLiveSet } from './live-set.ts'
import { withinTime } from './within-time.ts'

export interface FollowOptions {
  readonly ledger: RevocationLedger
  /** Says when entries have expired. */
  readonly clock: Clock
  /** Pause between two looks at the feed, milliseconds; 50. */
  readonly intervalMs?: number
  /** How long the feed may be silent before nothing can be said, milliseconds; 5000. */
  readonly maxStalenessMs?: number
  /** What `check` does past that: answers `stale` (`refuse`, the default), or goes on (`allow`). */
  readonly onStale?: 'refuse' | 'allow'
  /** Told of each failure to read the feed; following goes on. */
  readonly onError?: (error: unknown) => void
  /** Milliseconds that never go back, by which silence is measured; `performance.now`. */
  readonly monotonicMs?: () => number
}

/** The live set of one process, kept up with the feed. */
export interface FollowedRevocations extends RevocationCheck {
  /** Milliseconds since the start of the last look at the feed that succeeded. */
  lagMs(): number
  /** How many targets are held in memory. */
  size(): number
  /** Resolves once all that was in the feed when called is loaded; rejects if it cannot be read. */
  catchUp(): Promise<void>
  /** Stops following and resolves once the feed is no longer read; from then on the lag grows. */
  stop(): Promise<void>
}

/**
 * Follows the feed. Resolves once everything already in it is loaded; rejects if that fails. A target
 * known to be revoked is `revoked` however stale the feed.
 */
export async function followRevocations(options: FollowOptions): Promise<FollowedRevocations> {
  const { ledger, clock, onStale = 'refuse', onError = () => {} } = options
  const { intervalMs, maxStalenessMs } = checkTimes(options)
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const live = createLiveSet()
  let position = 0
  let heardAtMs = monotonicMs()
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  /** The reads of the feed, one after the other; never rejects. */
  let lastRead: Promise<void> = Promise.resolve()

  async function readToEnd(): Promise<void> {
    for (;;) {
      const askedAtMs = monotonicMs()
      // A feed that hangs is given up, so that following survives a lost connection.
      const entries = await withinTime(ledger.since(position, pageSize), maxStalenessMs)
      for (const entry of entries) {
        live.add(entry)
        position = Math.max(position, entry.position)
      }
      if (entries.length < pageSize) {
        heardAtMs = askedAtMs
        live.prune(nowSeconds(clock))
        return
      }
    }
  }

  /** A read that starts after all that were asked for before. */
  function read(): Promise<void> {
    const started = lastRead.then(() => {
      if (isStopped) throw new Error('following the revocations has been stopped')
      return readToEnd()
    })
    lastRead = started.catch(() => {})
    return started
  }

  function schedule(): void {
    if (isStopped) return
    timer = setTimeout(() => {
      read().catch(report).finally(schedule)
    }, intervalMs)
    // Following alone keeps no process running.
    timer.unref()
  }

  function report(error: unknown): void {
    // Invariant: nothing that the host does on an error ends the following.
    if (!isStopped) tell(onError, error)
  }

  await read()
  schedule()
  const lagMs = () => monotonicMs() - heardAtMs
  return {
    check: (token) => {
      if (live.has(token)) return 'revoked'
      return onStale === 'refuse' && !(lagMs() <= maxStalenessMs) ? 'stale' : 'live'
    },
    lagMs,
    size: () => live.size,
    catchUp: read,
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await lastRead
    },
  }
}

/** Entries a page. */
const pageSize = 1000

function checkTimes(options: FollowOptions) {
  const { intervalMs = 50, maxStalenessMs = 5000 } = options
  if (!(intervalMs > 0)) {
    throw new Error(`\`intervalMs\` is \`${intervalMs}\`; it must be more than 0`)
  }
  if (!(maxStalenessMs > intervalMs)) {
    throw new Error(
      `\`maxStalenessMs\` is \`${maxStalenessMs}\`; it must be more than \`intervalMs\`, which is \`${intervalMs}\``,
    )
  }
  return { intervalMs, maxStalenessMs }
}
