import {
  badTriesPerCode,
  type CodeOutcome,
  type CodeRecord,
  type CodeRedemption,
  type GrantEnd,
  type GrantLedger,
  type GrantOpening,
  type GrantRecord,
  type Rotation,
  type RotationOutcome,
} from '../ledgers/grant-ledger.ts'
import type { SqliteConnection } from './connection.ts'
import type { EndTokens } from './end-tokens.ts'
import { factParameters, grantFrom, liveGrantFrom, storedCodeFrom } from './grant-rows.ts'
import { prepareGrantStatements } from './grant-statements.ts'
import { judgeRotation } from './judge-rotation.ts'
import type { RevocationFeed } from './revocation-feed.ts'

/** Codes, grants and refresh families in SQLite. */
export function createSqliteGrantLedger(
  connection: SqliteConnection,
  feed: RevocationFeed,
  endTokens: EndTokens,
): GrantLedger {
  const statements = prepareGrantStatements(connection)

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
    const { grantId, now, successorDigest, sealedSuccessor } = rotation
    const grant = find(grantId)
    const judgement = judgeRotation(grant, rotation)
    if (grant === undefined || judgement.kind === 'unknown') return { kind: 'unknown' }
    switch (judgement.kind) {
      case 'refused':
        return { ...judgement, grant }
      case 'ended':
        return { ...judgement, grant }
      case 'end': {
        const { because } = judgement
        return { kind: 'ended', because, grant: kill(grantId, because) }
      }
      case 'kill':
        return killReused(grant, judgement.because, rotation)
      case 'retry':
        return { kind: 'retried', grant, sealedSuccessor: judgement.sealedSuccessor }
      case 'swap':
        statements.swap.run({ grantId, now, successorDigest, sealedSuccessor })
        return { kind: 'rotated', grant: mustFind(grantId) }
    }
  }

  function killReused(
    { grantId, subject }: GrantRecord,
    because: 'refresh_token_reused' | 'device_changed',
    { now, blockUntil }: Rotation,
  ): RotationOutcome {
    feed.append({ kind: 'grant', id: grantId }, now)
    const grant = kill(grantId, because)
    if (blockUntil !== undefined) {
      statements.blockUser.run({ subject, blockUntil, now })
      endTokens({ kind: 'subject', id: subject }, now)
    }
    return { kind: because === 'device_changed' ? because : 'reused', grant }
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
      device: family?.device ?? null,
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

function isKnownToBeOver(grant: GrantRecord | undefined): boolean {
  return endsInFeed.some((because) => because === grant?.endedBecause)
}

const endsInFeed = ['revoked', 'code_replayed', 'refresh_token_reused', 'device_changed'] as const
