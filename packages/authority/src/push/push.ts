import type { ClientRecord } from '@sallyport/store'
import type { AuthorizationRefusal } from '../authorize/authorization-request.ts'
import { checkAuthorizationRequest } from '../authorize/check-authorization-request.ts'
import { recordAuthorizationRefusal } from '../authorize/refuse-authorization.ts'
import { answerClient, type ClientEndpoint } from '../client-authentication/client-endpoint.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Parameters } from '../http/form-parameters.ts'
import { errorResponse, jsonResponse } from '../http/responses.ts'
import type { Openings } from '../interaction/openings.ts'
import { pushedRequestSeconds, savePushedRequest } from './pushed-request.ts'

/** What the endpoint has besides what all have that clients post forms to. */
interface PushEndpoint extends ClientEndpoint {
  readonly openings: Openings
}

/**
 * POST /par: an authorization request that the client brings itself, so that nothing of it passes through
 * a browser but a reference.
 * Data in: a form body with the parameters of /authorize and the client's authentication, as at the token
 * endpoint. Data out: a reference, or the error that /authorize would have sent on.
 * Invariant: what is accepted here has passed every check that a request at /authorize has to pass.
 * @see RFC 9126 §2
 */
export function push(exchange: Exchange, endpoint: PushEndpoint): Promise<Response> {
  return answerClient(exchange, endpoint, (client, parameters) =>
    answer(client, parameters, exchange, endpoint),
  )
}

async function answer(
  client: ClientRecord,
  parameters: Parameters,
  exchange: Exchange,
  { options, openings }: PushEndpoint,
): Promise<Response> {
  // Client authentication has seen to it that it is the client's own, where it is there.
  if (parameters.get('client_id') === undefined) {
    return errorResponse(400, 'invalid_request', 'client_id is missing')
  }
  const checked = await checkAuthorizationRequest(parameters, exchange, options, 'pushed')
  if (!checked.ok) {
    await recordAuthorizationRefusal(checked.refusal, exchange)
    return renderRefusal(checked.refusal)
  }
  // Security: whoever knows its id can push in the name of a public client.
  const isAnyone = client.token_endpoint_auth_method === 'none'
  const tooMany = isAnyone ? await openings.refusePush(exchange) : undefined
  if (tooMany !== undefined) return tooMany
  const requestUri = await savePushedRequest(checked.value, client, exchange, options)
  const body = { request_uri: requestUri.reveal(), expires_in: pushedRequestSeconds }
  return jsonResponse(201, body)
}

/** The client is told itself what /authorize tells a person (RFC 9126 §2.3). */
function renderRefusal(refusal: AuthorizationRefusal): Response {
  if (refusal.tell === 'person') {
    return errorResponse(400, 'invalid_request', 'redirect_uri is missing or not registered')
  }
  const { error, description } = refusal
  return jsonResponse(400, { error, error_description: description })
}
