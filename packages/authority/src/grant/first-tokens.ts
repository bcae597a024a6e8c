import { accept, formatScope, type Result, refuse, type Secret } from '@sallyport/protocol'
import {
  type GrantFacts,
  type GrantOpening,
  type GrantRecord,
  longestAccessTokenSeconds,
} from '@sallyport/store'
import type { RecordedReason } from '../http/recorded-reasons.ts'
import { deviceDigest } from '../refresh/device-digest.ts'
import { type IssuedTokens, issueTokens, planToken } from '../token/issue-tokens.ts'
import { invalidGrant, type TokenRefusal } from '../token/token-refusal.ts'
import { type TokenRequest, unbound } from '../token/token-request.ts'
import { isActive } from '../users/is-active.ts'
import { factsOf } from './facts-of.ts'

/** How a grant begins, whatever it begins with. */
export interface GrantStart {
  /** Undefined where the client may not refresh. */
  readonly refreshToken: Secret<string> | undefined
  /** What the store is told of it. */
  readonly opening: Pick<GrantOpening, 'now' | 'family' | 'keepUntil'>
}

/** Plans how the grant of a handle begins: with a family of refresh tokens where the client may refresh. */
export function planStart(request: TokenRequest, handle: Uint8Array): GrantStart {
  const { client, options, refreshTokens } = request
  const {
    now,
    request: { headers },
  } = request.exchange
  if (!client.grant_types.includes('refresh_token')) {
    return {
      refreshToken: undefined,
      opening: { now, keepUntil: now + longestAccessTokenSeconds },
    }
  }
  const { text, token } = refreshTokens.make(handle, 0)
  const absoluteExpiresAt = now + options.refreshTokens.absoluteSeconds
  return {
    refreshToken: text,
    opening: {
      now,
      family: {
        tokenDigest: token.digest,
        absoluteExpiresAt,
        binding: unbound,
        device: deviceDigest(token.grantId, headers, options.refreshTokens.deviceHeaders),
      },
      keepUntil: absoluteExpiresAt + longestAccessTokenSeconds,
    },
  }
}

/**
 * Issues the first tokens of a grant that has just opened. `scope` means nothing in the request (OAuth
 * 2.1 §4.1.3): the grant says what was granted. A grant of which nothing can be issued ends.
 */
export async function issueFirstTokens(
  request: TokenRequest,
  grant: GrantRecord,
  refreshToken: Secret<string> | undefined,
  nonce?: string,
): Promise<Result<IssuedTokens, TokenRefusal>> {
  const { options, exchange } = request
  const user = await options.store.users.findBySub(grant.subject)
  if (!isActive(user, exchange.now)) {
    await endGrant(request, grant, 'user_not_active')
    return refuse(invalidGrant)
  }
  const plan = planToken(request, grant, user, undefined)
  if (!plan.ok) {
    await endGrant(request, grant, plan.refusal.error)
    return plan
  }
  const issued = await issueTokens(request, grant, user, plan.value, refreshToken, nonce)
  await exchange.record({
    type: 'token.issued',
    outcome: 'success',
    ...factsOf(grant),
    tokenId: issued.tokenId,
    scope: formatScope(plan.value.scope),
  })
  return accept(issued)
}

async function endGrant(request: TokenRequest, grant: GrantRecord, reason: RecordedReason) {
  const target = { kind: 'grant', id: grant.grantId } as const
  await request.options.store.revocations.revoke({ target, now: request.exchange.now })
  await recordRefusal(request, reason, grant)
}

/** Records why a code, of either kind, got no tokens; `about` is what it stands for, where that is known. */
export function recordRefusal(
  { client, exchange }: TokenRequest,
  reason: RecordedReason,
  about?: GrantFacts,
): Promise<void> {
  return exchange.record({
    type: 'code.refused',
    outcome: 'refused',
    ...(about === undefined ? {} : factsOf(about)),
    // Who presented it, which need not be whom it was issued to.
    clientId: client.client_id,
    reasons: [reason],
  })
}
