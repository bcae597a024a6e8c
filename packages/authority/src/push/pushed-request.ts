import { createHash } from 'node:crypto'
import { accept, type Result, refuse, Secret } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { AuthorizationRequest, PageRefusal } from '../authorize/authorization-request.ts'
import { findClient } from '../clients/find-client.ts'
import { isRegisteredRedirectUri } from '../clients/redirect-uri.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Parameters } from '../http/form-parameters.ts'

/** How long a person's browser may take to bring the reference; RFC 9126 §2.2 has 5 to 600 seconds. */
export const pushedRequestSeconds = 60

const PREFIX = 'urn:ietf:params:oauth:request_uri:'
/** 256 random bits, base64url. */
const REQUEST_URI = /^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$/

/** Keeps a request that has been checked; answers the reference to it, of which a digest is kept. */
export async function savePushedRequest(
  request: AuthorizationRequest,
  client: ClientRecord,
  { now }: Exchange,
  { random, store }: AuthorityOptions,
): Promise<Secret<string>> {
  const requestUri = `${PREFIX}${Buffer.from(random(32)).toString('base64url')}`
  await store.pushedRequests.save({
    digest: digest(requestUri),
    clientId: client.client_id,
    request: JSON.stringify(request),
    expiresAt: now + pushedRequestSeconds,
  })
  return new Secret(requestUri)
}

/** Whether the request refers to one that was pushed, well or badly. */
export function refersToPushed(parameters: Parameters): boolean {
  return parameters.all('request_uri').length > 0
}

/**
 * Takes the request that `request_uri` refers to, once, for the client that pushed it. All other parameters
 * but `client_id` mean nothing. The client is judged anew: it may have been changed since.
 * Security: a reference of any other form is an address that somebody would like us to fetch from; it is
 * compared, and never fetched.
 * @see RFC 9126 §4, RFC 9101 §6.3
 */
export async function takePushedRequest(
  parameters: Parameters,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Result<AuthorizationRequest, PageRefusal>> {
  const clientId = parameters.get('client_id')
  const requestUri = parameters.get('request_uri')
  if (clientId === undefined || requestUri === undefined || !REQUEST_URI.test(requestUri)) {
    return refuse(invalidRequestUri)
  }
  const taken = await options.store.pushedRequests.take(digest(requestUri), clientId, exchange.now)
  if (taken === undefined) return refuse(invalidRequestUri)
  // Ours: written by savePushedRequest, checked then.
  const request = JSON.parse(taken.request) as AuthorizationRequest
  const client = await findClient(clientId, 'ourselves', options)
  const mayStill =
    client?.status === 'active' &&
    client.grant_types.includes('authorization_code') &&
    isRegisteredRedirectUri(request.redirectUri, client.redirect_uris)
  return mayStill ? accept(request) : refuse(invalidRequestUri)
}

/** The same for every cause: a reference says nothing to whoever tries one. */
const invalidRequestUri: PageRefusal = {
  tell: 'person',
  reason: 'invalid_request_uri',
  text: 'The request of the application is over, has been used already, or is not its own (invalid_request_uri). Go back to it and start again.',
}

function digest(requestUri: string): string {
  return createHash('sha256').update(requestUri).digest('base64url')
}
