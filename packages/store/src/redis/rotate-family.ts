import type { GrantRecord, Rotation, RotationOutcome } from '../ledgers/grant-ledger.ts'
import { grantFrom } from './grant-fields.ts'
import { peekGrant } from './grant-keeping.ts'
import { posted } from './outbox.ts'
import { damaged, readOutcome } from './redis-fields.ts'
import type { RedisHot } from './redis-hot.ts'
import { optional } from './redis-script.ts'
import { endGrant, rotate } from './scripts/grant-scripts.ts'

const words = [
  'unknown',
  'refused',
  'ended',
  'device_changed',
  'reused',
  'retried',
  'rotated',
] as const

/**
 * The swap of a refresh token, in one script. The marks are read before it, so that the token of a grant
 * that was revoked is `ended`, never reuse; and after it, so that no swap outlives a revocation that came
 * in between.
 */
export async function rotateAtomically(
  hot: RedisHot,
  rotation: Rotation,
): Promise<RotationOutcome> {
  const { connection, keys, marks, outbox, grantHorizon } = hot
  const { grantId, now, blockUntil } = rotation
  const made = await peekGrant(hot, grantId)
  if (made === undefined) return { kind: 'unknown' }
  const { facts, seen } = made
  const before = (await marks.read(facts)).covers(seen)
  const deliveries = [outbox.pack({ target: { kind: 'grant', id: grantId }, now })]
  if (blockUntil !== undefined) {
    const { subject } = facts
    deliveries.push(
      outbox.pack({ target: { kind: 'subject', id: subject }, now }),
      outbox.pack({ block: { sub: subject, until: blockUntil, now } }),
    )
  }
  const key = keys.grant(grantId)
  const [answer, marksAfter] = await connection.inOrder(
    () =>
      connection.run(
        rotate,
        [key.record, key.outbox],
        [
          rotation.clientId,
          optional(rotation.binding),
          optional(rotation.device),
          rotation.tokenDigest,
          rotation.generation,
          rotation.successorDigest,
          optional(rotation.sealedSuccessor),
          now,
          rotation.idleSeconds,
          rotation.retrySeconds,
          optional(rotation.maxRotations),
          before ? 1 : 0,
          grantHorizon.at,
          ...posted(deliveries),
        ],
      ),
    () => marks.read(facts),
  )
  const { kind, detail, fields } = readOutcome(answer, words)
  if (kind === 'unknown') return { kind }
  if (fields === undefined) throw damaged('grant')
  const isCovered = marksAfter.covers(seen)
  const grant = grantFrom(fields, isCovered)
  switch (kind) {
    case 'refused':
      if (detail !== 'client' && detail !== 'binding') throw damaged('refusal')
      return { kind, what: detail, grant }
    case 'ended':
      return ended(grant)
    case 'reused':
    case 'device_changed':
      await deliverReuse()
      return { kind, grant }
    case 'retried':
    case 'rotated': {
      if (isCovered) {
        await connection.run(endGrant, [key.record, key.outbox], [])
        return ended(grant)
      }
      if (kind === 'rotated') return { kind, grant }
      const sealedSuccessor = grant.family?.sealedSuccessor
      if (!sealedSuccessor) throw damaged('sealed')
      return { kind, grant, sealedSuccessor }
    }
  }

  /** The feed first: it ends what is in use. A block that cannot be noted now stays in the outbox. */
  async function deliverReuse(): Promise<void> {
    for (const delivery of deliveries) {
      try {
        await outbox.deliver(key.outbox, delivery)
      } catch (error) {
        if (!('block' in delivery.parcel)) throw error
        hot.onError(error)
      }
    }
  }
}

function ended(grant: GrantRecord): RotationOutcome {
  if (grant.endedBecause === undefined) throw damaged('ended')
  return { kind: 'ended', because: grant.endedBecause, grant }
}
