import { accept, type Principal, type Result, refuse } from '@sallyport/protocol'
import type { Admitted } from '../admit/admit-address.ts'
import type { Arrival } from '../arrival/arrive.ts'
import type { GuardSettings } from '../options/check-options.ts'
import type { Refusal } from '../refusals/refusal.ts'
import { identify } from './identify.ts'

/** A request whose token an issuer of ours vouches for, for this audience and until now. */
export interface Authenticated {
  readonly arrival: Arrival
  readonly principal: Principal
}

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
  const identified = await identify(credentials.token, arrival.addressBlock, settings)
  return identified.ok ? accept({ arrival, principal: identified.value }) : identified
}
