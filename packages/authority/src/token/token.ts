import type { Backoff } from '@sallyport/limits'
import type { Result } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { authenticateClient } from '../client-authentication/authenticate-client.ts'
import { findClient } from '../clients/find-client.ts'
import type { RefreshTokenCodec } from '../grant/refresh-token.ts'
import type { Cors } from '../http/cors.ts'
import type { Exchange } from '../http/exchange.ts'
import { type Parameters, readForm } from '../http/form-parameters.ts'
import { errorResponse, jsonResponse } from '../http/responses.ts'
import type { IssuedTokens } from './issue-tokens.ts'
import { redeemCode } from './redeem-code.ts'
import { refresh } from './refresh.ts'
import { renderTokenRefusal, type TokenRefusal } from './token-refusal.ts'
import type { TokenRequest } from './token-request.ts'

/** The grants: each has only what differs; parsing, client authentication and answers are here. */
const grants = new Map<
  string,
  (request: TokenRequest) => Promise<Result<IssuedTokens, TokenRefusal>>
>([
  ['authorization_code', redeemCode],
  ['refresh_token', refresh],
])

/** For metadata: what is listed is what works. */
export const grantTypes: readonly string[] = [...grants.keys()]

export interface TokenEndpoint {
  readonly options: AuthorityOptions
  readonly clientFailures: Backoff
  readonly refreshTokens: RefreshTokenCodec
  readonly cors: Cors
}

/**
 * POST /token: parse, authenticate the client, find the grant, redeem, issue.
 * Data in: a form body, nothing from the query. Data out: RFC 6749 §5.1 or §5.2.
 * @see OAuth 2.1 §3.2
 */
export async function token(exchange: Exchange, endpoint: TokenEndpoint): Promise<Response> {
  const { request, url } = exchange
  const { cors } = endpoint
  if (url.search !== '') {
    const text = 'parameters belong in the body'
    return cors.allow(request, errorResponse(400, 'invalid_request', text), undefined)
  }
  const form = await readForm(request)
  if (!form.ok) {
    const tooLarge = form.refusal === 'too_large'
    const text = tooLarge ? 'the body is too large' : 'the body must be a urlencoded form'
    const response = errorResponse(tooLarge ? 413 : 400, 'invalid_request', text)
    return cors.allow(request, response, undefined)
  }
  const parameters = form.value
  if (parameters.repeated.size > 0 || parameters.malformed) {
    const text = 'a parameter is repeated or malformed'
    return cors.allow(request, errorResponse(400, 'invalid_request', text), undefined)
  }
  const { options, clientFailures } = endpoint
  const client = await authenticateClient(parameters, exchange, options, clientFailures)
  if (!client.ok) return cors.allow(request, client.refusal, await named(parameters, options))
  const response = await answer(client.value, parameters, exchange, endpoint)
  return cors.allow(request, response, client.value)
}

async function answer(
  client: ClientRecord,
  parameters: Parameters,
  exchange: Exchange,
  { options, refreshTokens }: TokenEndpoint,
): Promise<Response> {
  const grantType = parameters.get('grant_type')
  if (grantType === undefined) {
    return errorResponse(400, 'invalid_request', 'grant_type is missing')
  }
  const grant = grants.get(grantType)
  if (grant === undefined) {
    return errorResponse(400, 'unsupported_grant_type', 'this grant_type is not supported')
  }
  if (!client.grant_types.includes(grantType)) {
    return errorResponse(400, 'unauthorized_client', 'the client may not use this grant_type')
  }
  const issued = await grant({ client, parameters, exchange, options, refreshTokens })
  return issued.ok ? jsonResponse(200, issued.value.response) : renderTokenRefusal(issued.refusal)
}

/** The client that the body names, so that its own web page may read why it was refused. */
async function named(
  parameters: Parameters,
  options: AuthorityOptions,
): Promise<ClientRecord | undefined> {
  const clientId = parameters.get('client_id')
  return clientId === undefined ? undefined : findClient(clientId, options)
}
