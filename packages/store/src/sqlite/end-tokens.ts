import type { RevocationTarget } from '@sallyport/protocol'
import type { RevocationEntry } from '../ledgers/revocation-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import type { RevocationFeed } from './revocation-feed.ts'

/**
 * Appends a revocation to the feed and ends what hangs on its target, inside the transaction of whoever
 * calls.
 */
export type EndTokens = (target: RevocationTarget, now: number) => RevocationEntry

export function createEndTokens(connection: SqliteConnection, feed: RevocationFeed): EndTokens {
  const endings = new Map(
    kindsOfTarget.map(({ kind, column, endsSessions }) => [
      kind,
      endingStatements(connection, column, endsSessions),
    ]),
  )
  return (target, now) => {
    const entry = feed.append(target, now)
    const id = target.kind === 'all' ? 1 : target.id
    for (const statement of endings.get(target.kind) ?? []) statement.run(id)
    return entry
  }
}

/**
 * What hangs on each kind of target: the column by which it is found (for all: the number 1, which
 * equals the id), and whether sessions end too. Of a token nothing hangs.
 */
const kindsOfTarget: readonly {
  readonly kind: RevocationTarget['kind']
  readonly column: 'session_id' | 'grant_id' | 'client_id' | 'subject' | '1'
  readonly endsSessions: boolean
}[] = [
  { kind: 'session', column: 'session_id', endsSessions: true },
  { kind: 'grant', column: 'grant_id', endsSessions: false },
  { kind: 'client', column: 'client_id', endsSessions: false },
  { kind: 'subject', column: 'subject', endsSessions: true },
  { kind: 'all', column: '1', endsSessions: true },
]

function endingStatements(connection: SqliteConnection, column: string, endsSessions: boolean) {
  const grants = connection.prepare(
    `update grants set status = 'dead', ended_because = 'revoked'
     where status = 'live' and ${column} = ?`,
  )
  const codes = connection.prepare(
    `update codes set is_dead = 1 where redeemed_at is null and ${column} = ?`,
  )
  const devices = connection.prepare(
    `update devices set status = 'denied', approval = null
     where status = 'approved' and ${column} = ?`,
  )
  const sessions = endsSessions
    ? [connection.prepare(`delete from sessions where ${column} = ?`)]
    : []
  return [grants, codes, devices, ...sessions]
}
