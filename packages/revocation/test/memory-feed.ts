import type { RevocationTarget } from '@sallyport/protocol'
import {
  longestAccessTokenSeconds,
  type RevocationEntry,
  type RevocationLedger,
} from '@sallyport/store'
import { start } from './samples.ts'

/** A feed in memory that can be made to fail or to hang. */
export interface MemoryFeed extends RevocationLedger {
  /** How the next reads go. */
  mode: 'answer' | 'fail' | 'hang'
  /** How many reads were asked for. */
  reads: number
  /** Resolves at the next read. */
  nextRead(): Promise<void>
}

export function memoryFeed(): MemoryFeed {
  const entries: RevocationEntry[] = []
  let waiting: (() => void)[] = []
  const feed: MemoryFeed = {
    mode: 'answer',
    reads: 0,
    nextRead: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
      }),
    revoke: async ({ target, now }) => {
      const position = entries.length + 1
      const entry = { position, target, revokedAt: now, expiresAt: now + longestAccessTokenSeconds }
      entries.push(entry)
      return entry
    },
    since: async (position, limit) => {
      feed.reads += 1
      for (const resolve of waiting) resolve()
      waiting = []
      if (feed.mode === 'fail') throw new Error('the feed is down')
      if (feed.mode === 'hang') await new Promise(() => {})
      return entries.slice(position, position + limit)
    },
    isRevoked: async () => false,
    prune: async () => {},
  }
  return feed
}

/** Revokes a target at the time at which the tests start. */
export function revokeIn(feed: RevocationLedger, target: RevocationTarget) {
  return feed.revoke({ target, now: start })
}
