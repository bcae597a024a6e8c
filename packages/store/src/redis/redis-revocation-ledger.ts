import type { RevocationTarget } from '@sallyport/protocol'
import type { RevocationEntry, RevocationLedger } from '../ledgers/revocation-ledger.ts'
import { createFeedWatch } from './feed-watch.ts'
import type { MarkReader } from './marks.ts'
import type { Outbox } from './outbox.ts'
import { posted } from './outbox.ts'
import type { RedisConnection } from './redis-connection.ts'
import { damaged } from './redis-fields.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { RevocationFeed } from './revocation-feed.ts'
import { endGrant } from './scripts/grant-scripts.ts'

export interface RedisRevocationLedger extends RevocationLedger {
  /** `delivery`: a second revocation of the same name, such as a repeated delivery, changes nothing. */
  revoke(revocation: {
    readonly target: RevocationTarget
    readonly now: number
    readonly delivery?: string
  }): Promise<RevocationEntry>
  close(): void
}

/** Revocations in Redis. What hangs on a target ends by its mark; a grant also in its own slot, at once. */
export function createRedisRevocationLedger(options: {
  readonly connection: RedisConnection
  readonly keys: RedisKeys
  readonly feed: RevocationFeed
  readonly marks: MarkReader
  readonly outbox: Outbox
}): RedisRevocationLedger {
  const { connection, keys, feed, marks, outbox } = options
  const watch = createFeedWatch(connection, keys)
  const closing = new AbortController()

  async function revokeGrant(
    grantId: string,
    now: number,
    name: string | undefined,
  ): Promise<RevocationEntry> {
    const key = keys.grant(grantId)
    const delivery = outbox.pack({ target: { kind: 'grant', id: grantId }, now }, name)
    await connection.run(endGrant, [key.record, key.outbox], posted([delivery]))
    const entry = await outbox.deliver(key.outbox, delivery)
    if (entry === undefined) throw damaged('parcel')
    return entry
  }

  /** Entries behind a position, or lost, as of now. */
  async function look(after: number, limit: number): Promise<readonly RevocationEntry[] | 'lost'> {
    const [life, entries] = await connection.inOrder(
      () => feed.head(),
      () => feed.since(after, limit),
    )
    const isLost = after > life.head || (after !== 0 && after < life.born)
    return isLost ? 'lost' : entries
  }

  return {
    revoke: ({ target, now, delivery }) =>
      target.kind === 'grant'
        ? revokeGrant(target.id, now, delivery)
        : feed.append(target, now, delivery),
    since: (position, limit) => feed.since(position, limit),
    snapshot: async () => {
      const page = 1000
      const { head: position } = await feed.head()
      const entries: RevocationEntry[] = []
      for (let from = 0; ; ) {
        const found = await feed.since(from, page)
        entries.push(...found.filter((entry) => entry.position <= position))
        from = found.at(-1)?.position ?? position
        if (found.length < page || from >= position) break
      }
      return Object.freeze({ position, entries: Object.freeze(entries) })
    },
    next: async ({ after, limit, waitMs, signal }) => {
      if (signal?.aborted) return []
      const deadline = performance.now() + waitMs
      for (;;) {
        const found = await look(after, limit)
        if (signal?.aborted) return []
        const left = deadline - performance.now()
        if (found === 'lost' || found.length > 0 || left <= 0) return found
        await within(watch.stirs(after), left, signal, closing.signal)
      }
    },
    isRevoked: (token) => marks.isRevoked(token),
    prune: (now) => feed.prune(now),
    close: () => {
      closing.abort(new Error('the store is closed'))
      watch.close()
    },
  }
}

/** Resolves with the work, after so long, or when the signal aborts; rejects where the store closes. */
function within(
  work: Promise<void>,
  ms: number,
  signal: AbortSignal | undefined,
  closing: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      closing.removeEventListener('abort', fail)
      resolve()
    }
    function fail() {
      reject(closing.reason)
      done()
    }
    signal?.addEventListener('abort', done)
    closing.addEventListener('abort', fail)
    if (closing.aborted) fail()
    work.then(done, (error: unknown) => {
      reject(error)
      done()
    })
  })
}
