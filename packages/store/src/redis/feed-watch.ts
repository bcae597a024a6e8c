import type { RedisConnection } from './redis-connection.ts'
import type { RedisKeys } from './redis-keys.ts'
import { streamId } from './revocation-feed.ts'

/** How long one question to the server waits; after it whoever waits looks for itself again. */
export const watchMs = 500

/**
 * One blocked reader of the stream for all that wait in this process, on a connection of its own; it reads
 * only while somebody waits.
 */
export interface FeedWatch {
  /**
   * Resolves when there may be something behind the position, at the latest after `watchMs`; rejects where
   * the server cannot be asked.
   */
  stirs(after: number): Promise<void>
  close(): void
}

export function createFeedWatch(connection: RedisConnection, keys: RedisKeys): FeedWatch {
  // Its answers may take as long as it waits, and a little.
  let blocking: RedisConnection | undefined
  let asking: Promise<void> | undefined
  let askedAfter = 0

  async function ask(after: number): Promise<void> {
    const words = ['COUNT', 1, 'BLOCK', watchMs, 'STREAMS', keys.feed.entries, streamId(after)]
    blocking ??= connection.forBlocking(watchMs + 500)
    await blocking.call('xread', ...words)
  }

  return {
    stirs: (after) => {
      // Whoever waits for what comes after an earlier position is told of all that comes after a later one.
      if (asking === undefined || after < askedAfter) {
        askedAfter = after
        const mine = ask(after).finally(() => {
          if (asking === mine) asking = undefined
        })
        asking = mine
      }
      return asking
    },
    close: () => blocking?.close(),
  }
}
