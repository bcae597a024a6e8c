import { fitForAudit } from '@sallyport/audit'
import type { RevocationTarget } from '@sallyport/protocol'

/** What an operator can revoke by an id. */
export const namedKinds = ['token', 'session', 'grant', 'client', 'subject'] as const

export type NamedKind = (typeof namedKinds)[number]

export type TargetIdProblem = 'looks_like_token' | 'not_printable'

/**
 * What is wrong with an id that an operator gave.
 * Security: a whole token in its place would end up in the feed. Ids that we make are short and look
 * like no secret; those of clients and subjects may be anything.
 */
export function findTargetIdProblem(kind: NamedKind, id: string): TargetIdProblem | undefined {
  const isOurs = kind !== 'client' && kind !== 'subject'
  if (isOurs && fitForAudit(id) !== id) return 'looks_like_token'
  return /^[\x21-\x7e]{1,255}$/.test(id) ? undefined : 'not_printable'
}

/** The target as the audit log keeps it, where who acted is the subject. */
export function describeTarget(target: RevocationTarget): { type: string; id?: string } {
  return target.kind === 'all'
    ? { type: target.kind }
    : { type: target.kind, id: fitForAudit(target.id) }
}
