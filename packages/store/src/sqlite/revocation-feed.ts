import type { RevocableToken, RevocationTarget } from '@sallyport/protocol'
import {
  longestAccessTokenSeconds,
  type RevocationEntry,
  revocationLeewaySeconds,
} from '../ledgers/revocation-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import { type Row, readInteger, readText, readWord } from './row.ts'

/**
 * The table of revocations, shared by everything that ends tokens. The changing methods run inside
 * the transaction of whoever calls them.
 */
export interface RevocationFeed {
  append(target: RevocationTarget, now: number): RevocationEntry
  /**
   * Whether a sign-in has been revoked: its session, or all that its subject (or anyone) did up to
   * the second of a revocation.
   */
  endsSignIn(signIn: {
    readonly sessionId: string
    readonly subject: string
    readonly authTime: number
  }): boolean
  isRevoked(token: RevocableToken): boolean
  since(position: number, limit: number): readonly RevocationEntry[]
  prune(now: number): void
}

export function createRevocationFeed(connection: SqliteConnection): RevocationFeed {
  const append = connection.prepare(
    `insert into revocations (kind, target_id, revoked_at, expires_at)
     values (:kind, :targetId, :now, :expiresAt) returning *`,
  )
  const endingSignIn = connection.prepare(
    `select 1 from revocations where kind = 'session' and target_id = :sessionId
     union all
     select 1 from revocations
       where kind = 'subject' and target_id = :subject and revoked_at >= :authTime
     union all
     select 1 from revocations where kind = 'all' and revoked_at >= :authTime
     limit 1`,
  )
  const coveringToken = connection.prepare(
    `select 1 from revocations where kind = 'token' and target_id = :tokenId
     union all
     select 1 from revocations where kind = 'session' and target_id = :sessionId
     union all
     select 1 from revocations where kind = 'grant' and target_id = :grantId
     union all
     select 1 from revocations
       where kind = 'client' and target_id = :clientId and revoked_at >= :issuedAt
     union all
     select 1 from revocations
       where kind = 'subject' and target_id = :subject and revoked_at >= :issuedAt
     union all
     select 1 from revocations where kind = 'all' and revoked_at >= :issuedAt
     limit 1`,
  )
  const since = connection.prepare(
    'select * from revocations where position > ? order by position limit ?',
  )
  const prune = connection.prepare('delete from revocations where expires_at <= ?')
  return {
    append: (target, now) => {
      const row = append.get({
        kind: target.kind,
        targetId: target.kind === 'all' ? null : target.id,
        now,
        expiresAt: now + longestAccessTokenSeconds,
      })
      if (row === undefined) throw new Error('sqlite answers no row for a revocation')
      return entryFrom(row)
    },
    endsSignIn: ({ sessionId, subject, authTime }) =>
      endingSignIn.get({ sessionId, subject, authTime }) !== undefined,
    isRevoked: ({ tokenId, sessionId = null, grantId = null, clientId, subject, issuedAt }) =>
      coveringToken.get({ tokenId, sessionId, grantId, clientId, subject, issuedAt }) !== undefined,
    since: (position, limit) => Object.freeze(since.all(position, limit).map(entryFrom)),
    prune: (now) => {
      prune.run(now - revocationLeewaySeconds)
    },
  }
}

function entryFrom(row: Row): RevocationEntry {
  return Object.freeze({
    position: readInteger(row, 'position'),
    target: Object.freeze(targetFrom(row)),
    revokedAt: readInteger(row, 'revoked_at'),
    expiresAt: readInteger(row, 'expires_at'),
  })
}

const kinds = ['token', 'session', 'grant', 'client', 'subject', 'all'] as const

function targetFrom(row: Row): RevocationTarget {
  const kind = readWord(row, 'kind', kinds)
  return kind === 'all' ? { kind } : { kind, id: readText(row, 'target_id') }
}
