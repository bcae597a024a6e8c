import { accept, nowSeconds, type Principal, type Result, refuse } from '@sallyport/protocol'
import { verifyAccessToken } from '@sallyport/tokens'
import type { Admitted } from '../admit/admit-address.ts'
import type { Arrival } from '../arrival/arrive.ts'
import type { GuardSettings } from '../options/check-options.ts'
import type { Refusal } from '../refusals/refusal.ts'

/** A request whose token was signed by the issuer for this audience and has not expired. */
export interface Authenticated {
  readonly arrival: Arrival
  readonly principal: Principal
}

const keysRetryAfterSeconds = 5

/**
 * Verifies the access token, or takes the principal that is already known for it.
 * @see RFC 9068 §4, RFC 6750 §3.1
 */
export async function authenticate(
  { arrival, known }: Admitted,
  settings: GuardSettings,
): Promise<Result<Authenticated, Refusal>> {
  const { credentials } = arrival
  if (credentials.kind === 'missing') {
    return refuse({ code: 'credentials_missing', reasons: [credentials.reason] })
  }
  if (credentials.kind === 'ambiguous') {
    return refuse({ code: 'credentials_ambiguous', reasons: [credentials.reason] })
  }
  if (credentials.kind === 'malformed') {
    return refuse({ code: 'token_invalid', reasons: [credentials.reason] })
  }
  if (known !== undefined) return accept({ arrival, principal: known })
  const verified = await verifyAccessToken(credentials.token, {
    issuer: settings.issuer,
    audience: settings.audience,
    keys: settings.keys,
    nowSeconds: nowSeconds(settings.clock),
    ...(settings.algorithms === undefined ? {} : { algorithms: settings.algorithms }),
  })
  if (verified.ok) {
    settings.verified.save(credentials.token, verified.value)
    return accept({ arrival, principal: verified.value })
  }
  if (verified.refusal === 'keys_unavailable') {
    return refuse({
      code: 'keys_unavailable',
      reasons: ['keys_unavailable'],
      retryAfterSeconds: keysRetryAfterSeconds,
    })
  }
  return refuse({ code: 'token_invalid', reasons: [verified.refusal] })
}
