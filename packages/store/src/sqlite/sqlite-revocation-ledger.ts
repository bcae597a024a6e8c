import type { RevocationLedger } from '../ledgers/revocation-ledger.ts'
import type { AwaitRevocations } from './await-revocations.ts'
import type { SqliteConnection } from './connection.ts'
import type { EndTokens } from './end-tokens.ts'
import type { RevocationFeed } from './revocation-feed.ts'

/** Revocations in SQLite: the feed, and the end of what hangs on the target, in one transaction. */
export function createSqliteRevocationLedger(
  connection: SqliteConnection,
  feed: RevocationFeed,
  endTokens: EndTokens,
  { next }: AwaitRevocations,
): RevocationLedger {
  return {
    revoke: ({ target, now }) => connection.write(() => endTokens(target, now)),
    since: (position, limit) => connection.read(() => feed.since(position, limit)),
    snapshot: () =>
      connection.read(() => {
        // The head first: what another process appends between the two is then read once more.
        const head = feed.head()
        const entries = feed.since(0, Number.MAX_SAFE_INTEGER)
        return Object.freeze({ position: Math.max(head, entries.at(-1)?.position ?? 0), entries })
      }),
    next,
    isRevoked: (token) => connection.read(() => feed.isRevoked(token)),
    prune: (now) =>
      connection.write(() => {
        feed.prune(now)
      }),
  }
}
