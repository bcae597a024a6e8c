import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import type { RefreshTokenCodec } from '../grant/refresh-token.ts'
import type { Cors } from '../http/cors.ts'
import type { Exchange } from '../http/exchange.ts'
import { type Parameters, readForm } from '../http/form-parameters.ts'
import { errorResponse } from '../http/responses.ts'
import { authenticateClient, type ClientAuthentication } from './authenticate-client.ts'

/** What every endpoint has that clients post forms to. */
export interface ClientEndpoint {
  readonly options: AuthorityOptions
  readonly clientAuthentication: ClientAuthentication
  readonly refreshTokens: RefreshTokenCodec
  readonly cors: Cors
}

/**
 * Answers a form that a client has posted: nothing is taken from the query, every parameter is there
 * once, and the client is who it says. What is particular to the endpoint is `answer`.
 * @see OAuth 2.1 §2.4 and §3.2
 */
export async function answerClient(
  exchange: Exchange,
  { options, clientAuthentication, cors }: ClientEndpoint,
  answer: (client: ClientRecord, parameters: Parameters) => Promise<Response>,
): Promise<Response> {
  const { request, url } = exchange
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
  const client = await authenticateClient(parameters, exchange, options, clientAuthentication)
  if (!client.ok) return cors.allow(request, client.refusal.response, client.refusal.client)
  return cors.allow(request, await answer(client.value, parameters), client.value)
}
