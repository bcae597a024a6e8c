import { type AuditFact, accept, formatScope, type Result, refuse } from '@sallyport/protocol'
import type { GrantRecord, RotationOutcome } from '@sallyport/store'
import { factsOf } from '../grant/facts-of.ts'
import type { RefreshToken } from '../grant/refresh-token.ts'
import type { RecordedReason } from '../http/recorded-reasons.ts'
import { type IssuedTokens, issueTokens, planToken, type TokenPlan } from './issue-tokens.ts'
import { invalidGrant, type TokenRefusal } from './token-refusal.ts'
import { type TokenRequest, unbound } from './token-request.ts'

/**
 * Grant `refresh_token`: the token is judged and swapped in one step of the store. What can be refused
 * without judging (a scope too wide, a resource never granted) is refused first, so that an honest
 * mistake does not spend the token; but only for the token that is current, so that an old one is
 * always judged.
 * @see OAuth 2.1 §4.3, docs/decisions/0004
 */
export async function refresh(request: TokenRequest): Promise<Result<IssuedTokens, TokenRefusal>> {
  const presented = request.parameters.get('refresh_token')
  if (presented === undefined) {
    return refuse({ error: 'invalid_request', description: 'refresh_token is missing' })
  }
  const token = request.refreshTokens.parse(presented)
  if (token === undefined) {
    await record(request, 'token.refused', 'not_ours')
    return refuse(invalidGrant)
  }
  const { store } = request.options
  const before = await store.grants.find(token.grantId)
  const isCurrent =
    before?.status === 'live' &&
    before.clientId === request.client.client_id &&
    before.family?.currentDigest === token.digest
  if (!isCurrent) return judge(request, token)

  const user = await store.users.findBySub(before.subject)
  if (user?.status !== 'active') {
    await endGrant(request, before, 'user_not_active')
    return refuse(invalidGrant)
  }
  const plan = planToken(request, before, user, request.parameters.get('scope'))
  if (!plan.ok) {
    await record(request, 'token.refused', plan.refusal.error, before)
    return plan
  }
  return judge(request, token, { user, plan: plan.value })
}

type Planned = {
  readonly user: Parameters<typeof issueTokens>[2]
  readonly plan: TokenPlan
}

/** The one step that counts. Without a plan nothing can be issued, whatever the judgement. */
async function judge(
  request: TokenRequest,
  token: RefreshToken,
  planned?: Planned,
): Promise<Result<IssuedTokens, TokenRefusal>> {
  const { options, exchange, client } = request
  const successor = request.refreshTokens.make(token.handle, token.generation + 1)
  const { maxRotations, idleSeconds } = options.refreshTokens
  const outcome = await options.store.grants.rotate({
    grantId: token.grantId,
    clientId: client.client_id,
    binding: unbound,
    tokenDigest: token.digest,
    generation: token.generation,
    successorDigest: successor.token.digest,
    sealedSuccessor: null,
    now: exchange.now,
    idleSeconds,
    ...(maxRotations === undefined ? {} : { maxRotations }),
  })
  if (outcome.kind !== 'rotated' || planned === undefined) {
    await recordOutcome(request, outcome)
    return refuse(invalidGrant)
  }
  const { user, plan } = planned
  const issued = await issueTokens(request, outcome.grant, user, plan, successor.text)
  await exchange.record({
    type: 'token.refreshed',
    outcome: 'success',
    ...factsOf(outcome.grant),
    tokenId: issued.tokenId,
    scope: formatScope(plan.scope),
  })
  return accept(issued)
}

async function recordOutcome(request: TokenRequest, outcome: RotationOutcome): Promise<void> {
  switch (outcome.kind) {
    case 'unknown':
      return record(request, 'token.refused', 'unknown_grant')
    case 'refused':
      return record(request, 'token.refused', `wrong_${outcome.what}`, outcome.grant)
    case 'ended':
      return record(request, 'token.refused', `ended_${outcome.because}`, outcome.grant)
    case 'reused':
      await Promise.all([
        record(request, 'token.reused', 'refresh_token_reused', outcome.grant),
        record(request, 'token.revoked', 'refresh_token_reused', outcome.grant),
      ])
      return
    case 'rotated':
      // The grant came to life between look and step: nothing was planned, so nothing is issued.
      return record(request, 'token.refused', 'raced', outcome.grant)
  }
}

async function endGrant(
  request: TokenRequest,
  grant: GrantRecord,
  reason: RecordedReason,
): Promise<void> {
  await request.options.store.revocations.revoke({
    target: { kind: 'grant', id: grant.grantId },
    now: request.exchange.now,
  })
  await record(request, 'token.revoked', reason, grant)
}

function record(
  { client, exchange }: TokenRequest,
  type: AuditFact['type'],
  reason: RecordedReason,
  about?: GrantRecord,
): Promise<void> {
  return exchange.record({
    type,
    // A revocation is an act of ours that succeeded; all else here refuses the request.
    outcome: type === 'token.revoked' ? 'success' : 'refused',
    ...(about === undefined ? {} : factsOf(about)),
    clientId: client.client_id,
    reasons: [reason],
  })
}
