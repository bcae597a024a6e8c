import { accept, formatScope, type Result, refuse, type Secret } from '@sallyport/protocol'
import type { GrantRecord, Rotation, RotationOutcome, UserRecord } from '@sallyport/store'
import { factsOf } from '../grant/facts-of.ts'
import type { RefreshToken } from '../grant/refresh-token.ts'
import { type IssuedTokens, issueTokens, planToken, type TokenPlan } from '../token/issue-tokens.ts'
import { invalidGrant, type TokenRefusal } from '../token/token-refusal.ts'
import { type TokenRequest, unbound } from '../token/token-request.ts'
import { isActive } from '../users/is-active.ts'
import { deviceDigest, deviceToCompare } from './device-digest.ts'
import { endGrant, recordOutcome, recordRefusal } from './record-refresh.ts'
import { openSuccessor, sealSuccessor } from './sealed-successor.ts'
import { standingOf, type TokenStanding } from './token-standing.ts'

/**
 * Grant `refresh_token`: the token is judged and swapped in one step of the store. The one before the
 * current gets, for a short while, the same successor once more. What can be refused without judging (a
 * scope too wide, a resource never granted) is refused first, so that an honest mistake does not spend the
 * token; but only for these two, so that an older one is always judged.
 * @see OAuth 2.1 §4.3, docs/decisions/0004 and 0014
 */
export async function refresh(request: TokenRequest): Promise<Result<IssuedTokens, TokenRefusal>> {
  const { options, exchange, client, parameters } = request
  const text = parameters.get('refresh_token')
  if (text === undefined) {
    return refuse({ error: 'invalid_request', description: 'refresh_token is missing' })
  }
  const token = request.refreshTokens.parse(text)
  if (token === undefined) {
    await recordRefusal(request, 'not_ours')
    return refuse(invalidGrant)
  }
  const { store, refreshTokens } = options
  const before = await store.grants.find(token.grantId)
  const digest = deviceDigest(token.grantId, exchange.request.headers, refreshTokens.deviceHeaders)
  const device = deviceToCompare(before?.family?.device, digest)
  const presented: Presented = { text, token, device }
  const { retrySeconds } = refreshTokens
  const asked = { clientId: client.client_id, device, now: exchange.now, retrySeconds }
  const standing = before && standingOf(before, token, asked)
  if (before === undefined || standing === undefined) return judge(request, presented)

  const user = await store.users.findBySub(before.subject)
  if (!isActive(user, exchange.now)) {
    await endGrant(request, before, 'user_not_active')
    return refuse(invalidGrant)
  }
  const plan = planToken(request, before, user, parameters.get('scope'))
  if (!plan.ok) {
    await recordRefusal(request, plan.refusal.error, before)
    return plan
  }
  return judge(request, presented, { user, plan: plan.value, standing })
}

interface Presented {
  readonly text: string
  readonly token: RefreshToken
  readonly device: string | null
}

interface Planned {
  readonly user: UserRecord
  readonly plan: TokenPlan
  readonly standing: TokenStanding
}

/** The one step that counts. Without a plan nothing can be issued, whatever the judgement. */
async function judge(
  request: TokenRequest,
  { text, token, device }: Presented,
  planned?: Planned,
): Promise<Result<IssuedTokens, TokenRefusal>> {
  const { options, exchange, client } = request
  const successor = request.refreshTokens.make(token.handle, token.generation + 1)
  const { maxRotations, idleSeconds, retrySeconds, onReuse } = options.refreshTokens
  const { grantId } = token
  const rotation: Rotation = {
    grantId,
    clientId: client.client_id,
    binding: unbound,
    device,
    tokenDigest: token.digest,
    generation: token.generation,
    successorDigest: successor.token.digest,
    sealedSuccessor:
      retrySeconds > 0 ? sealSuccessor(successor.text, text, grantId, options.random) : null,
    now: exchange.now,
    idleSeconds,
    retrySeconds,
    ...(maxRotations === undefined ? {} : { maxRotations }),
    ...(onReuse?.blockSubjectSeconds === undefined
      ? {}
      : { blockUntil: exchange.now + onReuse.blockSubjectSeconds }),
  }
  const outcome = await options.store.grants.rotate(rotation)
  if (planned !== undefined && outcome.kind === 'rotated') {
    return issue(request, outcome.grant, planned, successor.text, 'rotated')
  }
  if (planned !== undefined && outcome.kind === 'retried') {
    const again = openAgain(outcome, text)
    const reason = planned.standing === 'previous' ? 'retried' : 'raced'
    return issue(request, outcome.grant, planned, again, reason)
  }
  await recordOutcome(request, outcome, rotation.blockUntil)
  return refuse(invalidGrant)
}

/** Throws where the store holds something else than the successor of this token. */
function openAgain(
  { grant, sealedSuccessor }: Extract<RotationOutcome, { kind: 'retried' }>,
  text: string,
): Secret<string> {
  const { grantId, family } = grant
  const digest = family?.currentDigest ?? ''
  const successor = openSuccessor(sealedSuccessor, text, { grantId, digest })
  if (successor === undefined) throw new Error('a sealed successor does not open')
  return successor
}

async function issue(
  request: TokenRequest,
  grant: GrantRecord,
  { user, plan }: Planned,
  refreshToken: Secret<string>,
  reason: 'rotated' | 'retried' | 'raced',
): Promise<Result<IssuedTokens, TokenRefusal>> {
  const issued = await issueTokens(request, grant, user, plan, refreshToken)
  await request.exchange.record({
    type: 'token.refreshed',
    outcome: 'success',
    ...factsOf(grant),
    tokenId: issued.tokenId,
    scope: formatScope(plan.scope),
    reasons: [reason],
  })
  return accept(issued)
}
