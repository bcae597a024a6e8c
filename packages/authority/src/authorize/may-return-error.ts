import type { AuthorityOptions } from '../authority-options.ts'
import { findClient } from '../clients/find-client.ts'
import { digestClient } from '../consent/client-digest.ts'
import type { Exchange } from '../http/exchange.ts'
import { loadSession } from '../session/session.ts'

/**
 * Whether a browser may be sent on to the client with an error before its person has done anything:
 * where the operator vouches for the client, or the person who is signed in has allowed it something as it
 * is now.
 * Security: otherwise whoever registers a client of their own makes our address lead to theirs (open
 * redirector through a registered redirect URI).
 * @see OAuth 2.1 §7.13.2, STANDARDS.md O21-28
 */
export async function mayReturnError(
  clientId: string,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<boolean> {
  const client = await findClient(clientId, exchange, options)
  if (client === undefined) return false
  if (client.origin === 'operator') return true
  const session = await loadSession(exchange, options)
  if (session === undefined) return false
  const consents = await options.store.consents.find(session.user.sub, clientId)
  const clientDigest = digestClient(client)
  return consents.some((consent) => consent.clientDigest === clientDigest)
}
