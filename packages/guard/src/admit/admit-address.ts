import { accept, type Principal, type Result, refuse } from '@sallyport/protocol'
import type { Arrival } from '../arrival/arrive.ts'
import type { GuardSettings } from '../options/check-options.ts'
import type { Refusal } from '../refusals/refusal.ts'

/** A request that may cost us a signature check. */
export interface Admitted {
  readonly arrival: Arrival
  /** The principal of this very token, where this guard has verified it lately. */
  readonly known: Principal | undefined
}

/**
 * Refuses addresses that have failed to authenticate too often, before any key is touched.
 * Security: a token that is already known is served all the same, at the price of a look-up, so that
 * one flooding machine does not lock out the people behind the same NAT.
 */
export function admitAddress(arrival: Arrival, settings: GuardSettings): Result<Admitted, Refusal> {
  const { credentials } = arrival
  const known = credentials.kind === 'token' ? settings.verified.find(credentials.token) : undefined
  if (known !== undefined) return accept({ arrival, known })
  const failures = settings.failures.peek(arrival.addressBlock)
  if (failures.allowed) return accept({ arrival, known })
  return refuse({
    code: 'address_blocked',
    reasons: ['too_many_failures'],
    retryAfterSeconds: failures.retryAfterSeconds,
  })
}
