import { accept, type Result, refuse } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import { staticKeys, verifyIdTokenHint } from '@sallyport/tokens'
import type { AuthorityOptions } from '../authority-options.ts'
import { ClientUnavailable } from '../client-documents/client-unavailable.ts'
import { findClient } from '../clients/find-client.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Parameters } from '../http/form-parameters.ts'

/** A logout request whose parameters agree. */
export interface LogoutRequest {
  /** The active client that asks, as far as it is known. */
  readonly client?: ClientRecord
  /** `sid` of the hint: the session that is meant. */
  readonly hintedSession?: string
  /** Where the browser goes afterwards; absent: it stays. */
  readonly returnTo?: LogoutReturn
}

export interface LogoutReturn {
  readonly uri: string
  readonly state?: string
}

export type LogoutRefusal = 'malformed_request' | 'bad_hint' | 'other_client'

/**
 * Checks a logout request. A hint that is not ours, and a `client_id` that is not the hint's, are
 * refused. An address that the client has not registered, to the letter, is no address.
 * @see OpenID Connect RP-Initiated Logout §2, §3
 */
export async function checkLogoutRequest(
  parameters: Parameters,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Result<LogoutRequest, LogoutRefusal>> {
  if (parameters.repeated.size > 0 || parameters.malformed) return refuse('malformed_request')
  const token = parameters.get('id_token_hint')
  const clientId = parameters.get('client_id')
  const { issuer, keys } = options
  const hint =
    token === undefined
      ? undefined
      : await verifyIdTokenHint(token, { issuer, keys: staticKeys(await keys.publicKeys()) })
  if (hint?.ok === false) return refuse('bad_hint')
  const hinted = hint?.value
  if (hinted !== undefined && clientId !== undefined && hinted.clientId !== clientId) {
    return refuse('other_client')
  }
  const named = hinted?.clientId ?? clientId
  const client = named === undefined ? undefined : await findReachable(named, exchange, options)
  const returnTo = findReturn(parameters, client)
  return accept({
    ...(client?.status === 'active' ? { client } : {}),
    ...(hinted === undefined ? {} : { hintedSession: hinted.sessionId }),
    ...(returnTo === undefined ? {} : { returnTo }),
  })
}

/** A client that cannot be had now is sent nobody, and keeps nobody from signing out. */
function findReachable(
  clientId: string,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<ClientRecord | undefined> {
  return findClient(clientId, exchange, options).catch((error: unknown) => {
    if (error instanceof ClientUnavailable) return undefined
    throw error
  })
}

function findReturn(
  parameters: Parameters,
  client: ClientRecord | undefined,
): LogoutReturn | undefined {
  const uri = parameters.get('post_logout_redirect_uri')
  const registered = client?.status === 'active' ? client.post_logout_redirect_uris : undefined
  if (uri === undefined || registered?.includes(uri) !== true) return undefined
  const state = parameters.get('state')
  return { uri, ...(state === undefined ? {} : { state }) }
}
