import type { QuotaAnswer } from '@sallyport/limits'
import { accept, type Result, refuse } from '@sallyport/protocol'
import type { GuardSettings } from '../options/check-options.ts'
import type { Refusal } from '../refusals/refusal.ts'
import type { Live } from '../revocation/check-revocation.ts'
import type { AnswerHeaders } from '../verdict.ts'

/** A live request that its caller had quota for: it has passed the first door. */
export interface WithinQuota extends Live {
  /** `RateLimit` fields for whatever the answer will be. */
  readonly headers: AnswerHeaders
}

/**
 * Takes one request from the caller's quota. `t` may be longer than `w`, by a twelfth of it: it says when
 * quota is really back (docs/decisions/0003-sliding-quota.md).
 * @see draft-ietf-httpapi-ratelimit-headers-10
 */
export function takeQuota(live: Live, { quota }: GuardSettings): Result<WithinQuota, Refusal> {
  if (quota === undefined) return accept({ ...live, headers: [] })
  const answer = quota.take(quotaKey(live))
  const headers = rateLimitHeaders(answer, quota.windowSeconds)
  if (answer.allowed) return accept({ ...live, headers })
  return refuse({
    code: 'quota_exceeded',
    reasons: ['quota_exceeded'],
    retryAfterSeconds: answer.retryAfterSeconds,
    principal: live.principal,
    headers,
  })
}

/**
 * A user has one quota through all clients; kinds and issuers are told apart, so names cannot collide
 * (an issuer has no `#`).
 */
function quotaKey({ principal, arrival }: Live): string {
  const { kind, issuer, subject, clientId } = principal
  if (kind === 'user') return `user:${issuer}#${subject}`
  if (clientId !== '') return `client:${issuer}#${clientId}`
  return `address:${arrival.addressBlock}`
}

function rateLimitHeaders(answer: QuotaAnswer, windowSeconds: number): AnswerHeaders {
  return [
    ['ratelimit-policy', `"default";q=${answer.limit};w=${windowSeconds}`],
    ['ratelimit', `"default";r=${answer.remaining};t=${answer.resetSeconds}`],
  ]
}
