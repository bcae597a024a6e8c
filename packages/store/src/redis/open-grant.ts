import type { GrantOpening, GrantRecord } from '../ledgers/grant-ledger.ts'
import { grantFrom, writeFacts } from './grant-fields.ts'
import { familyWords } from './grant-keeping.ts'
import { deviceFrom, freeDeviceNames } from './redis-device-ledger.ts'
import { damaged, type RedisFields, readFields, readInteger, readOutcome } from './redis-fields.ts'
import type { RedisHot } from './redis-hot.ts'
import { openGrant } from './scripts/grant-scripts.ts'

/** Makes a grant that begins without a code, in one script with the end of the approval it needs. */
export async function openGrantAtomically(
  hot: RedisHot,
  opening: GrantOpening,
): Promise<GrantRecord | 'dead'> {
  const { connection, keys, marks, index, grantHorizon, deviceHorizon } = hot
  const { facts, now, family, deviceCodeDigest } = opening
  const { grantId } = facts
  const key = keys.grant(grantId)
  const deviceKey =
    deviceCodeDigest === undefined ? undefined : keys.device(grantId, deviceCodeDigest)
  const approved =
    deviceKey === undefined ? undefined : readFields(await connection.call('hgetall', deviceKey))
  const approval = approved === undefined ? undefined : approvalFactsOf(approved)
  // An approval that comes only now is the next poll's.
  if (deviceKey !== undefined && approval === undefined) return 'dead'
  const judge = async (seen?: number): Promise<{ isDead: boolean; head: number }> => {
    const [ofFacts, ofApproval] = await marks.readAll(approval ? [facts, approval] : [facts])
    if (ofFacts === undefined) throw damaged('marks')
    const isOver = ofApproval?.covers(approval?.seen) === true
    return { isDead: ofFacts.covers(seen) || isOver, head: ofFacts.head }
  }

  const keepUntil = Math.max(opening.keepUntil, family?.absoluteExpiresAt ?? 0)
  grantHorizon.admit(keepUntil)
  const [before] = await Promise.all([judge(), index.note(facts, { grantId }, keepUntil, now)])
  // Security: an approval that has ended, or whose subject was revoked meanwhile, opens nothing.
  if (before.isDead) return 'dead'
  const [answer, after] = await connection.inOrder(
    () =>
      connection.run(openGrant, deviceKey === undefined ? [key.record] : [key.record, deviceKey], [
        writeFacts(facts),
        facts.clientId,
        before.head,
        grantId,
        deviceHorizon.at,
        now,
        keepUntil,
        ...familyWords(family),
      ]),
    () => judge(before.head),
  )
  const { kind, fields } = readOutcome(answer, ['dead', 'taken', 'opened'])
  if (kind === 'taken') throw new Error('the grant id is taken')
  if (kind === 'dead') return 'dead'
  if (fields === undefined) throw damaged('grant')
  if (approved !== undefined) await freeDeviceNames(hot, deviceFrom(approved, false))
  if (after.isDead) {
    await connection.call('del', key.record)
    return 'dead'
  }
  return grantFrom(fields, false)
}

function approvalFactsOf(fields: RedisFields) {
  const device = deviceFrom(fields, false)
  if (device.approval === undefined) return undefined
  const { clientId, grantId } = device
  return { ...device.approval, clientId, grantId, seen: readInteger(fields, 'seen') }
}
