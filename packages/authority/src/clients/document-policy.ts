import { isLoopbackHost } from '../http/loopback-host.ts'
import type { OutboundPolicy } from '../outbound/target.ts'

/**
 * What addresses may be that a client states of itself, with nobody to vouch for them: public ones, and
 * loopback in addition where the authority itself is on loopback (development).
 * @see draft-ietf-oauth-client-id-metadata-document-01 §6.5
 */
export function documentPolicy(issuer: string): OutboundPolicy {
  return isLoopbackHost(new URL(issuer).hostname) ? 'public-or-loopback' : 'public'
}
