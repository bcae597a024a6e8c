import type {
  CodeOutcome,
  CodeRecord,
  CodeRedemption,
  GrantLedger,
  GrantRecord,
} from '../ledgers/grant-ledger.ts'
import { codeFrom, grantFrom, writeFacts } from './grant-fields.ts'
import { familyWords, isKept, peekGrant } from './grant-keeping.ts'
import { listLiveGrants } from './list-live-grants.ts'
import { openGrantAtomically } from './open-grant.ts'
import { posted } from './outbox.ts'
import { damaged, readBit, readFields, readInteger, readOutcome } from './redis-fields.ts'
import type { RedisHot } from './redis-hot.ts'
import { optional } from './redis-script.ts'
import { rotateAtomically } from './rotate-family.ts'
import { endGrant, redeemCode, saveCode } from './scripts/grant-scripts.ts'

/**
 * Codes, grants and refresh families in Redis. Invariant: what is made is written before the marks of the
 * feed are read, and a revocation writes its mark before it answers; so one of the two sees the other, and
 * what a mark covers is ended before anybody hears of it.
 */
export function createRedisGrantLedger(hot: RedisHot): GrantLedger {
  const { connection, keys, marks, outbox, index, grantHorizon } = hot

  async function redeem(redemption: CodeRedemption): Promise<CodeOutcome> {
    const { grantId, now, family } = redemption
    const key = keys.grant(grantId)
    const made = await peekGrant(hot, grantId)
    if (made === undefined) return { kind: 'unknown' }
    const { facts, seen } = made
    const keepUntil = Math.max(redemption.keepUntil, family?.absoluteExpiresAt ?? 0)
    const [before] = await Promise.all([
      marks.read(facts),
      index.note(facts, { grantId }, keepUntil, now),
    ])
    const replay = outbox.pack({ target: { kind: 'grant', id: grantId }, now })
    const words = [
      redemption.codeDigest,
      redemption.clientId,
      optional(redemption.redirectUri),
      redemption.codeChallenge,
      before.covers(seen) ? 1 : 0,
      grantHorizon.at,
      now,
      keepUntil,
      ...familyWords(family),
      ...posted([replay]),
    ]
    const [answer, after] = await connection.inOrder(
      () => connection.run(redeemCode, [key.record, key.outbox], words),
      () => marks.read(facts),
    )
    const { kind, detail, fields } = readOutcome(answer, redeemWords)
    if (kind === 'unknown') return { kind }
    if (kind === 'taken' || fields === undefined) throw new Error('the grant id is taken')
    const code = codeFrom(fields)
    if (kind === 'mismatch') return mismatchOf(code, detail)
    if (kind === 'replayed' && detail === 'posted') await outbox.deliver(key.outbox, replay)
    if (kind !== 'redeemed') return { kind, code }
    if (after.covers(seen)) {
      await connection.run(endGrant, [key.record, key.outbox], [])
      return { kind: 'dead', code }
    }
    return { kind, grant: grantFrom(fields, false), code }
  }

  async function save(code: CodeRecord): Promise<void> {
    const { grantId } = code
    grantHorizon.admit(code.expiresAt)
    const key = keys.grant(grantId)
    const [before] = await Promise.all([
      marks.read(code),
      index.note(code, { grantId }, code.expiresAt),
    ])
    // Security: an authorization that was under way while its session or subject was revoked must not
    // outlive that revocation as a new refresh family.
    const isDead = before.covers()
    const words = [
      writeFacts(code),
      code.clientId,
      before.head,
      code.codeDigest,
      code.redirectUri,
      code.codeChallenge,
      optional(code.nonce),
      code.expiresAt,
      isDead ? 1 : 0,
    ]
    const [answer, after] = await connection.inOrder(
      () => connection.run(saveCode, [key.record], words),
      () => marks.read(code),
    )
    if (!readBit(answer)) throw new Error('the grant id has a code')
    if (!isDead && after.covers(before.head)) {
      await connection.run(endGrant, [key.record, key.outbox], [])
    }
  }

  async function find(grantId: string): Promise<GrantRecord | undefined> {
    const fields = readFields(await connection.call('hgetall', keys.grant(grantId).record))
    if (fields === undefined || !isKept(fields, grantHorizon.at)) return undefined
    const grant = grantFrom(fields, false)
    if (grant.status === 'dead') return grant
    return grantFrom(fields, (await marks.read(grant)).covers(readInteger(fields, 'seen')))
  }

  return {
    saveCode: save,
    redeemCode: redeem,
    rotate: (rotation) => rotateAtomically(hot, rotation),
    open: (opening) => openGrantAtomically(hot, opening),
    find,
    listLive: (of, now) => listLiveGrants(hot, of, now),
    prune: async (now) => grantHorizon.move(now),
  }
}

const redeemWords = [
  'unknown',
  'mismatch',
  'replayed',
  'dead',
  'burned',
  'expired',
  'taken',
  'redeemed',
] as const

function mismatchOf(code: CodeRecord, detail: string): CodeOutcome {
  const [word, burned] = detail.split(' ')
  const what = (['client', 'redirect_uri', 'code_challenge'] as const).find((one) => one === word)
  if (what === undefined) throw damaged('mismatch')
  return { kind: 'mismatch', code, what, burned: burned === 'burned' }
}
