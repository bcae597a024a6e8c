import { accept, nowSeconds, type Principal, type Result, refuse } from '@sallyport/protocol'
import { type IntrospectionRefusal, isSignedJwt, verifyAccessToken } from '@sallyport/tokens'
import { selectIssuer } from '../issuers/select-issuer.ts'
import type { IntrospectedTokens, TrustedIssuer } from '../issuers/trusted-issuer.ts'
import type { GuardSettings } from '../options/check-options.ts'
import type { Refusal } from '../refusals/refusal.ts'

const outageRetryAfterSeconds = 5
const pendingRetryAfterSeconds = 1

/**
 * Says whose token it is: verified here with the keys of its issuer, or by asking the issuer. What
 * was found is remembered, as long as that issuer's tokens may be.
 */
export async function identify(
  token: string,
  addressBlock: string,
  settings: GuardSettings,
): Promise<Result<Principal, Refusal>> {
  const selected = selectIssuer(token, settings.issuers)
  if (!selected.ok) return refuse(refusalFor(selected.refusal))
  const { introspection } = selected.value
  if (introspection !== undefined && (introspection.tokens === 'all' || !isSignedJwt(token))) {
    return askIssuer(token, introspection, addressBlock, settings)
  }
  return verify(token, selected.value, settings)
}

async function verify(
  token: string,
  { issuer, audience, profile, keys, algorithms, facts }: TrustedIssuer,
  settings: GuardSettings,
): Promise<Result<Principal, Refusal>> {
  const verified = await verifyAccessToken(token, {
    issuer,
    audience,
    profile,
    keys,
    nowSeconds: nowSeconds(settings.clock),
    ...(algorithms === undefined ? {} : { algorithms }),
    ...(facts === undefined ? {} : { facts }),
  })
  if (!verified.ok) return refuse(refusalFor(verified.refusal))
  settings.verified.save(token, verified.value)
  return accept(verified.value)
}

/**
 * Security: an address waits for no more answers than it has failures left, so that a flood of made-up
 * tokens, however parallel, reaches the issuer no more often than it may fail.
 */
async function askIssuer(
  token: string,
  { asks, cacheSeconds }: IntrospectedTokens,
  addressBlock: string,
  { failures, pending, verified }: GuardSettings,
): Promise<Result<Principal, Refusal>> {
  if (pending.of(addressBlock) >= failures.peek(addressBlock).remaining) {
    return refuse({
      code: 'address_blocked',
      reasons: ['too_many_questions'],
      retryAfterSeconds: pendingRetryAfterSeconds,
    })
  }
  const answer = await pending.during(addressBlock, () => asks.introspect(token))
  if (!answer.ok) return refuse(refusalFor(answer.refusal))
  if (cacheSeconds > 0) verified.save(token, answer.value, cacheSeconds)
  return accept(answer.value)
}

function refusalFor(refusal: IntrospectionRefusal): Refusal {
  if (refusal === 'keys_unavailable' || refusal === 'introspection_unavailable') {
    return { code: refusal, reasons: [refusal], retryAfterSeconds: outageRetryAfterSeconds }
  }
  return { code: 'token_invalid', reasons: [refusal] }
}
