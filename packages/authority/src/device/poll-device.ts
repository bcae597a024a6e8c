import { accept, formatScope, type Result, refuse } from '@sallyport/protocol'
import {
  type DevicePoll,
  type GrantFacts,
  type GrantRecord,
  longestAccessTokenSeconds,
} from '@sallyport/store'
import { parseCode } from '../grant/authorization-code.ts'
import type { RecordedReason } from '../http/recorded-reasons.ts'
import { type IssuedTokens, issueTokens, planToken } from '../token/issue-tokens.ts'
import { invalidGrant, type TokenRefusal } from '../token/token-refusal.ts'
import { type TokenRequest, unbound } from '../token/token-request.ts'

/**
 * Grant `urn:ietf:params:oauth:grant-type:device_code`: a device asks whether a person has decided. A
 * poll that finds an approval opens the grant with it, which uses the code up, before anything is issued.
 * @see RFC 8628 §3.4 and §3.5
 */
export async function pollDevice(
  request: TokenRequest,
): Promise<Result<IssuedTokens, TokenRefusal>> {
  const { parameters, client, exchange, options } = request
  const presented = parameters.get('device_code')
  if (presented === undefined) {
    return refuse({ error: 'invalid_request', description: 'device_code is missing' })
  }
  const reference = parseCode(presented)
  if (reference === undefined) return refuseCode(request, 'malformed_code')
  const outcome = await options.store.devices.poll({
    deviceCodeDigest: reference.codeDigest,
    clientId: client.client_id,
    now: exchange.now,
  })
  if (outcome.kind !== 'approved') return answerPoll(outcome, request)
  const first = client.grant_types.includes('refresh_token')
    ? request.refreshTokens.make(reference.handle, 0)
    : undefined
  const grant = await openGrant(request, outcome.device, first?.token.digest)
  if (grant === 'dead') return refuseCode(request, 'dead')
  const user = await options.store.users.findBySub(grant.subject)
  if (user?.status !== 'active') {
    await endGrant(request, grant)
    return refuseCode(request, 'user_not_active', grant)
  }
  const plan = planToken(request, grant, user, undefined)
  if (!plan.ok) {
    await endGrant(request, grant)
    await record(request, plan.refusal.error, grant)
    return plan
  }
  const issued = await issueTokens(request, grant, user, plan.value, first?.text)
  await exchange.record({
    type: 'token.issued',
    outcome: 'success',
    ...factsOf(grant),
    tokenId: issued.tokenId,
    scope: formatScope(plan.value.scope),
  })
  return accept(issued)
}

/** Waiting is no event: a device that asks every five seconds would fill the log with it. */
async function answerPoll(
  outcome: Exclude<DevicePoll, { kind: 'approved' }>,
  request: TokenRequest,
): Promise<Result<IssuedTokens, TokenRefusal>> {
  switch (outcome.kind) {
    case 'pending':
      return refuse({
        error: 'authorization_pending',
        description: 'the person has not decided yet: ask again after the interval',
      })
    case 'too_soon':
      return refuse({
        error: 'slow_down',
        description: 'asked too soon: the interval is five seconds longer from now on',
      })
    case 'expired':
      await record(request, 'expired')
      return refuse({ error: 'expired_token', description: 'the device code has expired' })
    case 'denied':
      await record(request, 'access_denied')
      return refuse({ error: 'access_denied', description: 'the person said no' })
    case 'unknown':
      return refuseCode(request, 'unknown_code')
  }
}

/**
 * The grant has a session id of its own: a device stays signed in when the browser that allowed it signs
 * out, until the person takes the grant back.
 */
function openGrant(
  { exchange, options }: TokenRequest,
  device: Extract<DevicePoll, { kind: 'approved' }>['device'],
  firstDigest: string | undefined,
): Promise<GrantRecord | 'dead'> {
  const { subject, authTime, acr, amr, scope } = device.approval
  const facts: GrantFacts = {
    grantId: device.grantId,
    clientId: device.clientId,
    subject,
    sessionId: Buffer.from(options.random(16)).toString('base64url'),
    authTime,
    ...(acr === undefined ? {} : { acr }),
    amr,
    scope,
    resources: device.resources,
  }
  const absoluteExpiresAt = exchange.now + options.refreshTokens.absoluteSeconds
  const lastUse = firstDigest === undefined ? exchange.now : absoluteExpiresAt
  return options.store.grants.open({
    facts,
    now: exchange.now,
    deviceCodeDigest: device.deviceCodeDigest,
    ...(firstDigest === undefined
      ? {}
      : { family: { tokenDigest: firstDigest, absoluteExpiresAt, binding: unbound } }),
    keepUntil: lastUse + longestAccessTokenSeconds,
  })
}

/** An approval of which nothing was issued leaves no grant behind. */
async function endGrant({ options, exchange }: TokenRequest, grant: GrantRecord): Promise<void> {
  await options.store.revocations.revoke({
    target: { kind: 'grant', id: grant.grantId },
    now: exchange.now,
  })
}

async function refuseCode(request: TokenRequest, reason: RecordedReason, about?: GrantFacts) {
  await record(request, reason, about)
  return refuse(invalidGrant)
}

function record(
  { client, exchange }: TokenRequest,
  reason: RecordedReason,
  about?: GrantFacts,
): Promise<void> {
  return exchange.record({
    type: 'code.refused',
    outcome: 'refused',
    ...(about === undefined ? {} : factsOf(about)),
    clientId: client.client_id,
    reasons: [reason],
  })
}

function factsOf({ subject, clientId, grantId, sessionId }: GrantFacts) {
  return { subject, clientId, grantId, sessionId }
}
