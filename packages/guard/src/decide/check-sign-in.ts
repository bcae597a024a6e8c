import { accept, nowSeconds, type Principal, type Result, refuse } from '@sallyport/protocol'
import type { WithinQuota } from '../limits/take-quota.ts'
import type { GuardSettings } from '../options/check-options.ts'
import type { CheckedRoute } from '../options/check-route.ts'
import type { RequiredSignIn } from '../options/check-sign-in.ts'
import type { Refusal } from '../refusals/refusal.ts'

/** A request whose person signed in as the route requires. */
export interface SignedIn extends WithinQuota {
  readonly signIn: RequiredSignIn | undefined
}

/** How far ahead of ours the issuer's clock may be, in seconds. */
const leewaySeconds = 60

/**
 * Compares how and when the person signed in with what the route requires. A token that does not say
 * does not fulfil it, nor does that of a client that acts for itself.
 * @see RFC 9470 §3, §6.2
 */
export function checkSignIn<Native>(
  within: WithinQuota,
  route: CheckedRoute<Native>,
  { clock }: Pick<GuardSettings, 'clock'>,
): Result<SignedIn, Refusal> {
  const { signIn } = route
  if (signIn === undefined) return accept({ ...within, signIn })
  const { principal } = within
  const reasons = [
    ...(isStrong(principal, signIn) ? [] : ['acr_insufficient']),
    ...(isRecent(principal, signIn, nowSeconds(clock)) ? [] : ['sign_in_too_old']),
  ]
  if (reasons.length === 0) return accept({ ...within, signIn })
  return refuse({
    code: 'authentication_insufficient',
    reasons,
    requiredSignIn: signIn,
    principal,
  })
}

function isStrong({ acr }: Principal, required: RequiredSignIn): boolean {
  if (required.acr === undefined) return true
  return acr !== undefined && required.acr.includes(acr)
}

/** Security: an `auth_time` that lies ahead would stay recent for ever, so it is none. */
function isRecent({ authTime }: Principal, required: RequiredSignIn, now: number): boolean {
  if (required.maxAgeSeconds === undefined) return true
  if (authTime === undefined) return false
  return authTime <= now + leewaySeconds && now - authTime <= required.maxAgeSeconds
}
