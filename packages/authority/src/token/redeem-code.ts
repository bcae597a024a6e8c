import { createHash } from 'node:crypto'
import { type AuditFact, accept, formatScope, type Result, refuse } from '@sallyport/protocol'
import {
  type CodeOutcome,
  type GrantFacts,
  type GrantRecord,
  longestAccessTokenSeconds,
} from '@sallyport/store'
import { type CodeReference, parseCode } from '../grant/authorization-code.ts'
import type { RecordedReason } from '../http/recorded-reasons.ts'
import { type IssuedTokens, issueTokens, planToken } from './issue-tokens.ts'
import { invalidGrant, type TokenRefusal } from './token-refusal.ts'
import { type TokenRequest, unbound } from './token-request.ts'

const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/

/**
 * Grant `authorization_code`: the code is redeemed (checked and marked in one step of the store) before
 * anything is issued. A request that cannot be one, whatever the code, does not reach the store.
 * @see OAuth 2.1 §4.1.3, RFC 7636 §4.5 and §4.6
 */
export async function redeemCode(
  request: TokenRequest,
): Promise<Result<IssuedTokens, TokenRefusal>> {
  const { parameters, exchange } = request
  const presented = parameters.get('code')
  if (presented === undefined) {
    return refuse({ error: 'invalid_request', description: 'code is missing' })
  }
  const verifier = parameters.get('code_verifier')
  const reference = parseCode(presented)
  if (reference === undefined || verifier === undefined || !VERIFIER.test(verifier)) {
    await recordRefusal(request, reference === undefined ? 'malformed_code' : 'malformed_verifier')
    return refuse(invalidGrant)
  }
  const first = request.client.grant_types.includes('refresh_token')
    ? request.refreshTokens.make(reference.handle, 0)
    : undefined
  const outcome = await redeemInStore(request, reference, verifier, first?.token.digest)
  if (outcome.kind !== 'redeemed') {
    await recordOutcome(request, outcome)
    return refuse(invalidGrant)
  }
  const { grant, code } = outcome
  const user = await request.options.store.users.findBySub(grant.subject)
  if (user?.status !== 'active') {
    await endGrant(request, grant)
    await recordRefusal(request, 'user_not_active', grant)
    return refuse(invalidGrant)
  }
  // `scope` means nothing in this request (OAuth 2.1 §4.1.3): the code says what was granted.
  const plan = planToken(request, grant, user, undefined)
  if (!plan.ok) {
    await endGrant(request, grant)
    await recordRefusal(request, plan.refusal.error, grant)
    return plan
  }
  const issued = await issueTokens(request, grant, user, plan.value, first?.text, code.nonce)
  await exchange.record({
    type: 'token.issued',
    outcome: 'success',
    ...factsOf(grant),
    tokenId: issued.tokenId,
    scope: formatScope(plan.value.scope),
  })
  return accept(issued)
}

function redeemInStore(
  { client, parameters, exchange, options }: TokenRequest,
  reference: CodeReference,
  verifier: string,
  firstDigest: string | undefined,
): Promise<CodeOutcome> {
  const redirectUri = parameters.get('redirect_uri')
  const absoluteExpiresAt = exchange.now + options.refreshTokens.absoluteSeconds
  const lastUse = firstDigest === undefined ? exchange.now : absoluteExpiresAt
  return options.store.grants.redeemCode({
    grantId: reference.grantId,
    codeDigest: reference.codeDigest,
    clientId: client.client_id,
    ...(redirectUri === undefined ? {} : { redirectUri }),
    codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
    now: exchange.now,
    ...(firstDigest === undefined
      ? {}
      : { family: { tokenDigest: firstDigest, absoluteExpiresAt, binding: unbound } }),
    keepUntil: lastUse + longestAccessTokenSeconds,
  })
}

/** A spent code of which nothing was issued leaves no grant behind. */
async function endGrant({ options, exchange }: TokenRequest, grant: GrantRecord): Promise<void> {
  await options.store.revocations.revoke({
    target: { kind: 'grant', id: grant.grantId },
    now: exchange.now,
  })
}

async function recordOutcome(
  request: TokenRequest,
  outcome: Exclude<CodeOutcome, { kind: 'redeemed' }>,
): Promise<void> {
  if (outcome.kind === 'unknown') return recordRefusal(request, 'unknown_code')
  if (outcome.kind === 'replayed') {
    await Promise.all([
      record(request, 'code.replayed', 'code_replayed', outcome.code),
      record(request, 'token.revoked', 'code_replayed', outcome.code),
    ])
    return
  }
  const reason = outcome.kind === 'mismatch' ? (`wrong_${outcome.what}` as const) : outcome.kind
  return recordRefusal(request, reason, outcome.code)
}

function recordRefusal(
  request: TokenRequest,
  reason: RecordedReason,
  about?: GrantFacts,
): Promise<void> {
  return record(request, 'code.refused', reason, about)
}

function record(
  { client, exchange }: TokenRequest,
  type: AuditFact['type'],
  reason: RecordedReason,
  about?: GrantFacts,
): Promise<void> {
  return exchange.record({
    type,
    // A revocation is an act of ours that succeeded; all else here refuses the request.
    outcome: type === 'token.revoked' ? 'success' : 'refused',
    ...(about === undefined ? {} : factsOf(about)),
    // Who presented it, which need not be whom it was issued to.
    clientId: client.client_id,
    reasons: [reason],
  })
}

function factsOf({ subject, clientId, grantId, sessionId }: GrantFacts) {
  return { subject, clientId, grantId, sessionId }
}
