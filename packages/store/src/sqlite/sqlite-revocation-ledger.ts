import type { RevocationLedger } from '../ledgers/revocation-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import type { EndTokens } from './end-tokens.ts'
import type { RevocationFeed } from './revocation-feed.ts'

/** Revocations in SQLite: the feed, and the end of what hangs on the target, in one transaction. */
export function createSqliteRevocationLedger(
  connection: SqliteConnection,
  feed: RevocationFeed,
  endTokens: EndTokens,
): RevocationLedger {
  return {
    revoke: ({ target, now }) => connection.write(() => endTokens(target, now)),
    since: (position, limit) => connection.read(() => feed.since(position, limit)),
    isRevoked: (token) => connection.read(() => feed.isRevoked(token)),
    prune: (now) =>
      connection.write(() => {
        feed.prune(now)
      }),
  }
}
