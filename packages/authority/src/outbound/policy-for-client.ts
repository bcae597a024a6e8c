import type { ClientRecord } from '@sallyport/store'
import { documentPolicy } from '../clients/document-policy.ts'
import type { OutboundPolicy } from './target.ts'

/** The addresses that a request to where a client's own metadata points may go to. */
export function policyForClient(client: ClientRecord, issuer: string): OutboundPolicy {
  return client.origin === 'operator' ? 'operator' : documentPolicy(issuer)
}
