import { createHash } from 'node:crypto'
import { type Result, refuse } from '@sallyport/protocol'
import type { CodeOutcome, CodeRecord } from '@sallyport/store'
import { type CodeReference, parseCode } from '../grant/authorization-code.ts'
import { factsOf } from '../grant/facts-of.ts'
import {
  type GrantStart,
  issueFirstTokens,
  planStart,
  recordRefusal,
} from '../grant/first-tokens.ts'
import type { IssuedTokens } from './issue-tokens.ts'
import { invalidGrant, type TokenRefusal } from './token-refusal.ts'
import type { TokenRequest } from './token-request.ts'

const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/

/**
 * Grant `authorization_code`: the code is redeemed (checked and marked in one step of the store) before
 * anything is issued. A request that cannot be one, whatever the code, does not reach the store.
 * @see OAuth 2.1 §4.1.3, RFC 7636 §4.5 and §4.6
 */
export async function redeemCode(
  request: TokenRequest,
): Promise<Result<IssuedTokens, TokenRefusal>> {
  const { parameters } = request
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
  const start = planStart(request, reference.handle)
  const outcome = await redeemInStore(request, reference, verifier, start)
  if (outcome.kind !== 'redeemed') {
    await recordOutcome(request, outcome)
    return refuse(invalidGrant)
  }
  return issueFirstTokens(request, outcome.grant, start.refreshToken, outcome.code.nonce)
}

function redeemInStore(
  { client, parameters, options }: TokenRequest,
  reference: CodeReference,
  verifier: string,
  { opening }: GrantStart,
): Promise<CodeOutcome> {
  const redirectUri = parameters.get('redirect_uri')
  return options.store.grants.redeemCode({
    grantId: reference.grantId,
    codeDigest: reference.codeDigest,
    clientId: client.client_id,
    ...(redirectUri === undefined ? {} : { redirectUri }),
    codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
    ...opening,
  })
}

async function recordOutcome(
  request: TokenRequest,
  outcome: Exclude<CodeOutcome, { kind: 'redeemed' }>,
): Promise<void> {
  if (outcome.kind === 'unknown') return recordRefusal(request, 'unknown_code')
  if (outcome.kind === 'replayed') return recordReplay(request, outcome.code)
  const reason = outcome.kind === 'mismatch' ? (`wrong_${outcome.what}` as const) : outcome.kind
  return recordRefusal(request, reason, outcome.code)
}

/** The replay, and that the grant has ended of it. */
async function recordReplay({ client, exchange }: TokenRequest, code: CodeRecord): Promise<void> {
  // Who presented it, which need not be whom it was issued to.
  const about = {
    ...factsOf(code),
    clientId: client.client_id,
    reasons: ['code_replayed'],
  } as const
  await Promise.all([
    exchange.record({ type: 'code.replayed', outcome: 'refused', ...about }),
    exchange.record({ type: 'token.revoked', outcome: 'success', ...about }),
  ])
}
