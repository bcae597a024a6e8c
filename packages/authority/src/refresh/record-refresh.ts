import type { GrantRecord, RotationOutcome } from '@sallyport/store'
import { factsOf } from '../grant/facts-of.ts'
import type { RecordedReason } from '../http/recorded-reasons.ts'
import type { TokenRequest } from '../token/token-request.ts'
import { answerReuse } from './answer-reuse.ts'

/** Records why a refresh token that was judged gets nothing, and what follows on reuse. */
export async function recordOutcome(
  request: TokenRequest,
  outcome: RotationOutcome,
  blockUntil: number | undefined,
): Promise<void> {
  switch (outcome.kind) {
    case 'unknown':
      return recordRefusal(request, 'unknown_grant')
    case 'refused':
      return recordRefusal(request, `wrong_${outcome.what}`, outcome.grant)
    case 'ended':
      return recordRefusal(request, `ended_${outcome.because}`, outcome.grant)
    case 'reused':
      return answerReuse(request, outcome.grant, 'refresh_token_reused', blockUntil)
    case 'device_changed':
      return answerReuse(request, outcome.grant, 'device_changed', blockUntil)
    case 'rotated':
    case 'retried':
      // The grant came to life between look and step: nothing was planned, so nothing is issued.
      return recordRefusal(request, 'raced', outcome.grant)
  }
}

/** Ends a grant of which nothing may be issued any more. */
export async function endGrant(
  request: TokenRequest,
  grant: GrantRecord,
  reason: RecordedReason,
): Promise<void> {
  await request.options.store.revocations.revoke({
    target: { kind: 'grant', id: grant.grantId },
    now: request.exchange.now,
  })
  await request.exchange.record({
    type: 'token.revoked',
    outcome: 'success',
    ...factsOf(grant),
    reasons: [reason],
  })
}

/** Records a refusal; `about` is the grant that the token stands for, where that is known. */
export function recordRefusal(
  { client, exchange }: TokenRequest,
  reason: RecordedReason,
  about?: GrantRecord,
): Promise<void> {
  return exchange.record({
    type: 'token.refused',
    outcome: 'refused',
    ...(about === undefined ? {} : factsOf(about)),
    // Who presented it, which need not be whom it was issued to.
    clientId: client.client_id,
    reasons: [reason],
  })
}
