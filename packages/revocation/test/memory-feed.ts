import type { RevocationTarget } from '@sallyport/protocol'
import type { RevocationFeed } from '@sallyport/revocation'
import { type RevocationEntry, revocationExpiry } from '@sallyport/store'
import { start } from './samples.ts'

/** A feed in memory that can be made to fail, to hang, or to lose what it had. */
export interface MemoryFeed extends RevocationFeed {
  /** How the next questions go. */
  mode: 'answer' | 'fail' | 'hang'
  /** How many questions were asked, snapshots too. */
  reads: number
  /** Of these, snapshots. */
  snapshots: number
  /** Resolves at the next question. */
  nextRead(): Promise<void>
  revoke(target: RevocationTarget): RevocationEntry
  /** Forgets everything, and begins its positions anew. */
  lose(): void
}

export function memoryFeed(): MemoryFeed {
  let entries: RevocationEntry[] = []
  let onRead: (() => void)[] = []
  const waiting: (() => void)[] = []
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  async function open(): Promise<void> {
    feed.reads += 1
    for (const resolve of onRead) resolve()
    onRead = []
    if (feed.mode === 'fail') throw new Error('the feed is down')
    if (feed.mode === 'hang') await new Promise(() => {})
  }
  const feed: MemoryFeed = {
    mode: 'answer',
    reads: 0,
    snapshots: 0,
    nextRead: () =>
      new Promise((resolve) => {
        onRead.push(resolve)
      }),
    revoke: (target) => {
      const position = entries.length + 1
      const entry = {
        position,
        target,
        revokedAt: start,
        expiresAt: revocationExpiry(target, start),
      }
      entries.push(entry)
      wake()
      return entry
    },
    lose: () => {
      entries = []
      wake()
    },
    snapshot: async () => {
      feed.snapshots += 1
      await open()
      return { position: entries.length, entries: [...entries] }
    },
    next: async ({ after, limit, waitMs, signal }) => {
      await open()
      const deadline = performance.now() + waitMs
      for (;;) {
        if (after > entries.length) return 'lost'
        const page = entries.slice(after, after + limit)
        const leftMs = deadline - performance.now()
        if (page.length > 0 || !(leftMs > 0) || signal?.aborted === true) return page
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, leftMs).unref()
          const over = () => {
            clearTimeout(timer)
            resolve()
          }
          waiting.push(over)
          signal?.addEventListener('abort', over)
        })
      }
    },
  }
  return feed
}
