import type { FamilyRecord, GrantEnd, GrantRecord, Rotation } from '../ledgers/grant-ledger.ts'

/** What is to be done about a refresh token that was presented. */
export type RotationJudgement =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly what: 'client' | 'binding' }
  /** Dead before: nothing is left to do. */
  | { readonly kind: 'ended'; readonly because: GrantEnd }
  /** A limit is reached: the family ends quietly. */
  | { readonly kind: 'end'; readonly because: 'absolute' | 'idle' | 'rotations' }
  /** Somebody else has a token of it: the family ends, and the feed says so. */
  | { readonly kind: 'kill'; readonly because: 'refresh_token_reused' | 'device_changed' }
  | { readonly kind: 'retry'; readonly sealedSuccessor: string }
  | { readonly kind: 'swap' }

/** Judges a refresh token by the record of its grant, in the order of `GrantLedger.rotate`. */
export function judgeRotation(
  grant: GrantRecord | undefined,
  rotation: Rotation,
): RotationJudgement {
  const family = grant?.family
  const { now, maxRotations } = rotation
  if (grant === undefined || family === undefined) return { kind: 'unknown' }
  if (rotation.clientId !== grant.clientId) return { kind: 'refused', what: 'client' }
  if (rotation.binding !== family.binding) return { kind: 'refused', what: 'binding' }
  if (grant.status === 'dead') return { kind: 'ended', because: endOf(grant) }
  if (now >= family.absoluteExpiresAt) return { kind: 'end', because: 'absolute' }
  if (now - family.lastUsedAt > rotation.idleSeconds) return { kind: 'end', because: 'idle' }
  if (family.device !== null && rotation.device !== family.device) {
    return { kind: 'kill', because: 'device_changed' }
  }
  if (isRetry(family, rotation)) {
    return { kind: 'retry', sealedSuccessor: family.sealedSuccessor }
  }
  if (!isCurrent(family, rotation)) return { kind: 'kill', because: 'refresh_token_reused' }
  if (maxRotations !== undefined && family.generation >= maxRotations) {
    return { kind: 'end', because: 'rotations' }
  }
  return { kind: 'swap' }
}

function isCurrent(family: FamilyRecord, rotation: Rotation): boolean {
  return rotation.tokenDigest === family.currentDigest && rotation.generation === family.generation
}

/**
 * Whether the client may have lost the response. Security: in either direction, so that a clock set back
 * does not open the window for ever.
 */
function isRetry(
  family: FamilyRecord,
  rotation: Rotation,
): family is FamilyRecord & { readonly sealedSuccessor: string } {
  return (
    rotation.tokenDigest === family.previousDigest &&
    rotation.generation === family.generation - 1 &&
    family.sealedSuccessor !== null &&
    family.rotatedAt !== null &&
    Math.abs(rotation.now - family.rotatedAt) < rotation.retrySeconds
  )
}

function endOf({ endedBecause }: GrantRecord): GrantEnd {
  if (endedBecause === undefined) throw new Error('the store holds a dead grant without a why')
  return endedBecause
}
