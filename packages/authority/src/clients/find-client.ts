import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'

/**
 * The client that an id names, wherever it is known from; undefined if there is none. It may be disabled:
 * whoever asks looks at its `status`.
 * Invariant: every `client_id` that comes from outside, or was kept from there, is resolved here.
 */
export function findClient(
  clientId: string,
  options: AuthorityOptions,
): Promise<ClientRecord | undefined> {
  return options.store.clients.find(clientId)
}
