import { nowSeconds } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { Asker } from '../outbound/stranger-fetches.ts'

/**
 * The client that an id names, wherever it is known from: the store, or the document that the id leads
 * to; undefined if there is none (any more). It may be disabled: whoever asks looks at its `status`.
 * Throws `ClientUnavailable` where the document cannot be had now.
 * Invariant: every `client_id` that comes from outside, or was kept from there, is resolved here.
 */
export async function findClient(
  clientId: string,
  asker: Asker,
  { store, clock, clientDocuments }: AuthorityOptions,
): Promise<ClientRecord | undefined> {
  const client = await store.clients.find(clientId)
  if (client === undefined) return clientDocuments?.find(clientId, asker)
  const expiresAt = client.registration?.expiresAt
  return expiresAt !== undefined && expiresAt <= nowSeconds(clock) ? undefined : client
}
