import {
  badTriesPerCode,
  type CodeOutcome,
  type CodeRecord,
  type CodeRedemption,
  type FamilyRecord,
  type GrantEnd,
  type GrantLedger,
  type GrantOpening,
  type GrantRecord,
  type Rotation,
  type RotationOutcome,
} from '../ledgers/grant-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import { factParameters, grantFrom, liveGrantFrom, storedCodeFrom } from './grant-rows.ts'
import type { RevocationFeed } from './revocation-feed.ts'

/** Codes, grants and refresh families in SQLite. */
export function createSqliteGrantLedger(
  connection: SqliteConnection,
  feed: RevocationFeed,
): GrantLedger {
  const statements = prepareStatements(connection)

  function redeem(redemption: CodeRedemption): CodeOutcome {
    const row = statements.findCode.get(redemption.grantId)
    if (row === undefined) return { kind: 'unknown' }
    const { code, badTries, isDead, redeemedAt } = storedCodeFrom(row)
    if (code.codeDigest !== redemption.codeDigest) return { kind: 'unknown' }
    const what = mismatchOf(code, redemption)
    if (redeemedAt !== null) {
      return what === undefined ? replay(code, redemption) : countBadTry(code, what, badTries)
    }
    if (isDead) return { kind: 'dead', code }
    if (badTries >= badTriesPerCode) return { kind: 'burned', code }
    if (redemption.now >= code.expiresAt) return { kind: 'expired', code }
    if (what !== undefined) return countBadTry(code, what, badTries)
    return makeGrant(code, redemption)
  }

  function rotate(rotation: Rotation): RotationOutcome {
    const { grantId, now } = rotation
    const grant = find(grantId)
    const family = grant?.family
    if (grant === undefined || family === undefined) return { kind: 'unknown' }
    if (rotation.clientId !== grant.clientId) return { kind: 'refused', what: 'client', grant }
    if (rotation.binding !== family.binding) return { kind: 'refused', what: 'binding', grant }
    if (grant.status === 'dead') return ended(grant)
    if (now >= family.absoluteExpiresAt) return ended(kill(grantId, 'absolute'))
    if (now - family.lastUsedAt > rotation.idleSeconds) return ended(kill(grantId, 'idle'))
    if (!isCurrent(family, rotation)) {
      feed.append({ kind: 'grant', id: grantId }, now)
      return { kind: 'reused', grant: kill(grantId, 'refresh_token_reused') }
    }
    if (rotation.maxRotations !== undefined && family.generation >= rotation.maxRotations) {
      return ended(kill(grantId, 'rotations'))
    }
    const { successorDigest, sealedSuccessor } = rotation
    statements.swap.run({ grantId, now, successorDigest, sealedSuccessor })
    return { kind: 'rotated', grant: mustFind(grantId) }
  }

  function replay(code: CodeRecord, redemption: CodeRedemption): CodeOutcome {
    // Once the feed has said that a grant is over, nothing more is issued from it: one entry is enough.
    if (!isKnownToBeOver(find(code.grantId))) {
      const target = { kind: 'grant', id: code.grantId } as const
      feed.append(target, redemption.now)
      statements.kill.run({ grantId: code.grantId, because: 'code_replayed' })
    }
    return { kind: 'replayed', code }
  }

  function countBadTry(
    code: CodeRecord,
    what: 'client' | 'redirect_uri' | 'code_challenge',
    badTries: number,
  ): CodeOutcome {
    statements.countBadTry.run(code.grantId)
    return { kind: 'mismatch', code, what, burned: badTries + 1 >= badTriesPerCode }
  }

  function makeGrant(code: CodeRecord, redemption: CodeRedemption): CodeOutcome {
    const { now, family } = redemption
    const keepUntil = Math.max(redemption.keepUntil, family?.absoluteExpiresAt ?? 0)
    statements.markRedeemed.run({ grantId: code.grantId, now, keepUntil })
    const opening = { facts: code, now, keepUntil, ...(family === undefined ? {} : { family }) }
    return { kind: 'redeemed', grant: addGrant(opening), code }
  }

  function addGrant({ facts, now, keepUntil, family }: GrantOpening): GrantRecord {
    statements.addGrant.run({
      ...factParameters(facts),
      now,
      keepUntil: Math.max(keepUntil, family?.absoluteExpiresAt ?? 0),
      currentDigest: family?.tokenDigest ?? null,
      binding: family?.binding ?? null,
      generation: family === undefined ? null : 0,
      lastUsedAt: family === undefined ? null : now,
      absoluteExpiresAt: family?.absoluteExpiresAt ?? null,
    })
    return mustFind(facts.grantId)
  }

  /** True also where the opening needs none. */
  function takeApproval({ deviceCodeDigest, facts: { grantId, clientId } }: GrantOpening): boolean {
    if (deviceCodeDigest === undefined) return true
    return statements.takeDevice.run({ deviceCodeDigest, grantId, clientId }).changes === 1
  }

  function kill(grantId: string, because: GrantEnd): GrantRecord {
    statements.kill.run({ grantId, because })
    return mustFind(grantId)
  }

  function find(grantId: string): GrantRecord | undefined {
    const row = statements.findGrant.get(grantId)
    return row === undefined ? undefined : grantFrom(row)
  }

  function mustFind(grantId: string): GrantRecord {
    const grant = find(grantId)
    if (grant === undefined) throw new Error('the store lost a grant inside a transaction')
    return grant
  }

  return {
    saveCode: (code) =>
      connection.write(() => {
        // Security: an authorization that was under way while its session or subject was revoked must
        // not outlive that revocation as a new refresh family.
        const isDead = feed.endsSignIn(code)
        statements.addCode.run({
          ...factParameters(code),
          codeDigest: code.codeDigest,
          redirectUri: code.redirectUri,
          codeChallenge: code.codeChallenge,
          nonce: code.nonce ?? null,
          expiresAt: code.expiresAt,
          isDead: isDead ? 1 : 0,
        })
      }),
    redeemCode: (redemption) => connection.write(() => redeem(redemption)),
    rotate: (rotation) => connection.write(() => rotate(rotation)),
    open: (opening) =>
      connection.write(() => {
        // Security: an approval that has ended, or whose subject was revoked meanwhile, opens nothing.
        const isDead = !takeApproval(opening) || feed.endsSignIn(opening.facts)
        return isDead ? 'dead' : addGrant(opening)
      }),
    find: (grantId) => connection.read(() => find(grantId)),
    listLive: (of, now) =>
      connection.read(() => {
        const rows =
          'subject' in of
            ? statements.liveOfSubject.all({ id: of.subject, now })
            : statements.liveOfSession.all({ id: of.sessionId, now })
        return Object.freeze(rows.map(liveGrantFrom))
      }),
    prune: (now) =>
      connection.write(() => {
        statements.pruneCodes.run(now)
        statements.pruneGrants.run(now)
      }),
  }
}

function mismatchOf(code: CodeRecord, redemption: CodeRedemption) {
  if (redemption.clientId !== code.clientId) return 'client'
  const { redirectUri } = redemption
  if (redirectUri !== undefined && redirectUri !== code.redirectUri) return 'redirect_uri'
  if (redemption.codeChallenge !== code.codeChallenge) return 'code_challenge'
  return undefined
}

function isCurrent(family: FamilyRecord, rotation: Rotation): boolean {
  return rotation.tokenDigest === family.currentDigest && rotation.generation === family.generation
}

function isKnownToBeOver(grant: GrantRecord | undefined): boolean {
  const because = grant?.endedBecause
  return because === 'revoked' || because === 'code_replayed' || because === 'refresh_token_reused'
}

function ended(grant: GrantRecord): RotationOutcome {
  if (grant.endedBecause === undefined)
    throw new Error('the store holds a dead grant without a why')
  return { kind: 'ended', because: grant.endedBecause, grant }
}

function prepareStatements(connection: SqliteConnection) {
  const facts = 'grant_id, client_id, subject, session_id, auth_time, acr, amr, scope, resources'
  const factValues =
    ':grantId, :clientId, :subject, :sessionId, :authTime, :acr, :amr, :scope, :resources'
  const liveBy = (column: 'subject' | 'session_id') =>
    `select ${facts}, 'code' as stage, null as last_used_at from codes
       where ${column} = :id and redeemed_at is null and is_dead = 0 and expires_at > :now
     union all
     select grant_id, client_id, subject, session_id, approval ->> '$.authTime',
         approval ->> '$.acr', approval -> '$.amr', approval -> '$.scope', resources, 'device', null
       from devices where ${column} = :id and status = 'approved' and expires_at > :now
     union all
     select ${facts}, 'grant', last_used_at from grants
       where ${column} = :id and status = 'live' and keep_until > :now
     order by grant_id`
  return {
    findCode: connection.prepare('select * from codes where grant_id = ?'),
    findGrant: connection.prepare('select * from grants where grant_id = ?'),
    addCode: connection.prepare(
      `insert into codes (${facts}, code_digest, redirect_uri, code_challenge, nonce, expires_at,
         is_dead, keep_until)
       values (${factValues}, :codeDigest, :redirectUri, :codeChallenge, :nonce, :expiresAt,
         :isDead, :expiresAt)`,
    ),
    countBadTry: connection.prepare(
      'update codes set bad_tries = bad_tries + 1 where grant_id = ?',
    ),
    markRedeemed: connection.prepare(
      `update codes set redeemed_at = :now, keep_until = max(keep_until, :keepUntil)
       where grant_id = :grantId`,
    ),
    addGrant: connection.prepare(
      `insert into grants (${facts}, status, created_at, keep_until, current_digest, binding,
         generation, last_used_at, absolute_expires_at)
       values (${factValues}, 'live', :now, :keepUntil, :currentDigest, :binding, :generation,
         :lastUsedAt, :absoluteExpiresAt)`,
    ),
    takeDevice: connection.prepare(
      `delete from devices where device_code_digest = :deviceCodeDigest and grant_id = :grantId
         and client_id = :clientId and status = 'approved'`,
    ),
    kill: connection.prepare(
      `update grants set status = 'dead', ended_because = :because where grant_id = :grantId`,
    ),
    swap: connection.prepare(
      `update grants set generation = generation + 1, previous_digest = current_digest,
         current_digest = :successorDigest, sealed_successor = :sealedSuccessor,
         rotated_at = :now, last_used_at = max(last_used_at, :now)
       where grant_id = :grantId`,
    ),
    liveOfSubject: connection.prepare(liveBy('subject')),
    liveOfSession: connection.prepare(liveBy('session_id')),
    pruneCodes: connection.prepare('delete from codes where keep_until <= ?'),
    pruneGrants: connection.prepare('delete from grants where keep_until <= ?'),
  }
}
