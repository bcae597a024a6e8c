import { accept, type Result, refuse } from '@sallyport/protocol'
import type { Authenticated } from '../authenticate/authenticate.ts'
import type { GuardSettings } from '../options/check-options.ts'
import type { Refusal } from '../refusals/refusal.ts'

/** An authenticated request whose token still stands. `unchecked`: no revocation feed was given. */
export interface Live extends Authenticated {
  readonly revocation: 'live' | 'unchecked'
}

const staleRetryAfterSeconds = 5

/**
 * Asks the revocation set of the token's issuer about it, on every request.
 * Security: and that of no other, whose `sub`, `sid` and `jti` are other people's.
 */
export function checkRevocation(
  authenticated: Authenticated,
  { issuers }: GuardSettings,
): Result<Live, Refusal> {
  const { principal } = authenticated
  const revocations = issuers.find(principal.issuer)?.revocations
  if (revocations === undefined) return accept({ ...authenticated, revocation: 'unchecked' })
  const answer = revocations.check(principal)
  if (answer === 'live') return accept({ ...authenticated, revocation: 'live' })
  if (answer === 'revoked') {
    return refuse({ code: 'token_invalid', reasons: ['revoked'], principal })
  }
  return refuse({
    code: 'revocation_stale',
    reasons: ['revocation_stale'],
    retryAfterSeconds: staleRetryAfterSeconds,
    principal,
  })
}
