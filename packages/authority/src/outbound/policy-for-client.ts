import type { ClientRecord } from '@sallyport/store'
import type { OutboundPolicy } from './target.ts'

/** The addresses that a request to where a client's own metadata points may go to. */
export function policyForClient(client: ClientRecord, issuer: string): OutboundPolicy {
  if (client.origin === 'operator') return 'operator'
  return LOOPBACK_HOSTS.has(new URL(issuer).hostname) ? 'public-or-loopback' : 'public'
}

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
