import type { RevocableToken, RevocationTarget } from '@sallyport/protocol'
import {
  type RevocationEntry,
  revocationExpiry,
  revocationLeewaySeconds,
} from '../ledgers/revocation-ledger.ts'
import { type Row, readInteger, readText, readWord } from '../rows/row.ts'
import type { SqliteConnection } from './connection.ts'

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
  /** Position of the newest entry that ever was, kept or not; 0 before the first. */
  head(): number
  /** Calls back after each commit that has appended something. */
  onAppended(told: () => void): void
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
     select 1 from revocations where kind = 'key' and target_id = :keyId
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
  const head = connection.prepare(`select seq from sqlite_sequence where name = 'revocations'`)
  const prune = connection.prepare('delete from revocations where expires_at <= ?')
  let tellAppended: () => void = () => {}
  return {
    append: (target, now) => {
      const row = append.get({
        kind: target.kind,
        targetId: target.kind === 'all' ? null : target.id,
        now,
        expiresAt: revocationExpiry(target, now),
      })
      if (row === undefined) throw new Error('sqlite answers no row for a revocation')
      connection.afterCommit(tellAppended)
      return entryFrom(row)
    },
    endsSignIn: ({ sessionId, subject, authTime }) =>
      endingSignIn.get({ sessionId, subject, authTime }) !== undefined,
    isRevoked: (token) => {
      const { tokenId, clientId, subject, issuedAt } = token
      const { keyId = null, sessionId = null, grantId = null } = token
      const facts = { tokenId, keyId, sessionId, grantId, clientId, subject, issuedAt }
      return coveringToken.get(facts) !== undefined
    },
    since: (position, limit) => Object.freeze(since.all(position, limit).map(entryFrom)),
    head: () => {
      const row = head.get()
      return row === undefined ? 0 : readInteger(row, 'seq')
    },
    onAppended: (told) => {
      tellAppended = told
    },
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

const kinds = ['token', 'session', 'grant', 'client', 'subject', 'key', 'all'] as const

function targetFrom(row: Row): RevocationTarget {
  const kind = readWord(row, 'kind', kinds)
  return kind === 'all' ? { kind } : { kind, id: readText(row, 'target_id') }
}
