import type { RevocationLedger } from '../ledgers/revocation-ledger.ts'
import { readInteger } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'
import type { RevocationFeed } from './revocation-feed.ts'

/** Questions that wait for the next revocation. */
export interface AwaitRevocations {
  readonly next: RevocationLedger['next']
  /** Makes all of them look again; after the end of the connection they reject. */
  wakeAll(): void
}

/** How often a commit of another process is looked for while somebody waits, milliseconds. */
const lookEveryMs = 25

/**
 * Makes them. What this process revokes wakes them at its commit; of other processes SQLite only says, when
 * asked, that something was committed. Waiting keeps no process running.
 */
export function createAwaitRevocations(
  connection: SqliteConnection,
  feed: RevocationFeed,
): AwaitRevocations {
  const dataVersion = connection.prepare('pragma data_version')
  const waiting = new Set<() => void>()
  let seenVersion: number | undefined
  let looking: NodeJS.Timeout | undefined

  function wakeAll(): void {
    for (const wake of [...waiting]) wake()
  }

  /** Changes only by commits of other connections, and is cheaper than the question itself. */
  function look(): void {
    let version: number | undefined
    try {
      const row = dataVersion.get()
      version = row === undefined ? undefined : readInteger(row, 'data_version')
    } catch {
      // Whoever is woken meets the same error, and answers for it.
    }
    if (version === undefined || version !== seenVersion) wakeAll()
    seenVersion = version
  }

  /** Resolves when there may be something new, and at the latest after `ms`, or when the signal aborts. */
  function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        waiting.delete(wake)
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        if (waiting.size === 0) {
          clearInterval(looking)
          looking = undefined
        }
        resolve()
      }
      const timer = setTimeout(wake, ms).unref()
      signal?.addEventListener('abort', wake)
      waiting.add(wake)
      looking ??= setInterval(look, lookEveryMs).unref()
    })
  }

  feed.onAppended(wakeAll)
  return {
    wakeAll,
    next: async ({ after, limit, waitMs, signal }) => {
      const deadline = performance.now() + waitMs
      for (;;) {
        const found = await connection.read(() => {
          // Invariant: nothing else is ever missing. Positions are never used again, and `prune` alone
          // forgets, only what has expired; so the feed vouches for every position that it has given.
          if (after > feed.head()) return 'lost'
          const entries = feed.since(after, limit)
          const leftMs = deadline - performance.now()
          if (entries.length > 0 || !(leftMs > 0) || signal?.aborted === true) return entries
          // Begun in the same turn, so that no commit of ours falls between the look and the wait.
          return { waited: wait(leftMs, signal) }
        })
        if (found === 'lost' || !('waited' in found)) return found
        await found.waited
      }
    },
  }
}
