import { accept, type Result, refuse } from '@sallyport/protocol'
import type { Authenticated } from '../authenticate/authenticate.ts'
import type { GuardSettings } from '../options/check-options.ts'
import type { Refusal } from '../refusals/refusal.ts'

/** An authenticated request whose token still stands. `unchecked`: no revocation feed was given. */
export interface Live extends Authenticated {
  readonly revocation: 'live' | 'unchecked'
}

const staleRetryAfterSeconds = 5

/** Asks the revocation set about the token, on every request. */
export function checkRevocation(
  authenticated: Authenticated,
  { revocations }: GuardSettings,
): Result<Live, Refusal> {
  if (revocations === undefined) return accept({ ...authenticated, revocation: 'unchecked' })
  const { principal } = authenticated
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
