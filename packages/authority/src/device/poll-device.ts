import { type Result, refuse } from '@sallyport/protocol'
import type { DevicePoll, GrantFacts, GrantRecord } from '@sallyport/store'
import { parseCode } from '../grant/authorization-code.ts'
import {
  type GrantStart,
  issueFirstTokens,
  planStart,
  recordRefusal,
} from '../grant/first-tokens.ts'
import type { RecordedReason } from '../http/recorded-reasons.ts'
import type { IssuedTokens } from '../token/issue-tokens.ts'
import { invalidGrant, type TokenRefusal } from '../token/token-refusal.ts'
import type { TokenRequest } from '../token/token-request.ts'

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
  const start = planStart(request, reference.handle)
  const grant = await openGrant(request, outcome.device, start)
  if (grant === 'dead') return refuseCode(request, 'dead')
  return issueFirstTokens(request, grant, start.refreshToken)
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
      await recordRefusal(request, 'expired')
      return refuse({ error: 'expired_token', description: 'the device code has expired' })
    case 'denied':
      await recordRefusal(request, 'access_denied')
      return refuse({
        error: 'access_denied',
        description: 'the person said no, or has taken it back',
      })
    case 'unknown':
      return refuseCode(request, 'unknown_code')
  }
}

/**
 * The grant has a session id of its own: a device stays signed in when the browser that allowed it signs
 * out, until the person takes the grant back.
 */
function openGrant(
  { options }: TokenRequest,
  device: Extract<DevicePoll, { kind: 'approved' }>['device'],
  { opening }: GrantStart,
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
  const { deviceCodeDigest } = device
  return options.store.grants.open({ facts, deviceCodeDigest, ...opening })
}

async function refuseCode(request: TokenRequest, reason: RecordedReason) {
  await recordRefusal(request, reason)
  return refuse(invalidGrant)
}
