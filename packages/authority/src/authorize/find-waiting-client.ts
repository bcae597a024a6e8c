import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { findClient } from '../clients/find-client.ts'
import { isRegisteredRedirectUri } from '../clients/redirect-uri.ts'
import type { Exchange } from '../http/exchange.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/**
 * The client that waits for the answer to a request accepted some minutes ago; undefined if it may not
 * have one any more: gone or disabled, without the redirect URI, or without the grant.
 * Security: an operator who takes a redirect URI from a client stops answers to it at once, whatever
 * pages are open.
 */
export async function findWaitingClient(
  { clientId, redirectUri }: AuthorizationRequest,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<ClientRecord | undefined> {
  const client = await findClient(clientId, exchange, options)
  const mayHave =
    client?.status === 'active' &&
    client.grant_types.includes('authorization_code') &&
    isRegisteredRedirectUri(redirectUri, client.redirect_uris)
  return mayHave ? client : undefined
}
