import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { messagePage } from '../pages/message-page.ts'
import type { AuthorizationRefusal, ClientRefusal } from './authorization-request.ts'
import { authorizationResponse } from './authorization-response.ts'
import { mayReturnError } from './may-return-error.ts'

/**
 * Answers a request that is refused before any person has done anything: at the client's redirect URI,
 * or on a page of ours where client, redirect URI or the client's good faith is in doubt.
 */
export async function refuseAuthorization(
  refusal: AuthorizationRefusal,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  await recordAuthorizationRefusal(refusal, exchange)
  if (refusal.tell === 'client' && (await mayReturnError(refusal.clientId, exchange, options))) {
    return returnError(refusal, options)
  }
  const text =
    refusal.tell === 'person'
      ? refusal.text
      : 'The application sent a request that we cannot grant. Go back to it and start again.'
  return messagePage(400, { title: 'This request cannot go on', text }, options.random)
}

/** Answers a refusal after the person has done something here: always at the client. */
export async function refuseToClient(
  refusal: ClientRefusal,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  await recordAuthorizationRefusal(refusal, exchange)
  return returnError(refusal, options)
}

function returnError(refusal: ClientRefusal, options: AuthorityOptions): Response {
  const { error, description } = refusal
  return authorizationResponse(refusal, options.issuer, { error, error_description: description })
}

/** Records why a request was refused, whoever is told. */
export function recordAuthorizationRefusal(
  refusal: AuthorizationRefusal,
  exchange: Exchange,
): Promise<void> {
  return exchange.record({
    type: 'authorization.refused',
    outcome: 'refused',
    ...(refusal.clientId === undefined ? {} : { clientId: refusal.clientId }),
    reasons: [refusal.tell === 'person' ? refusal.reason : refusal.error],
  })
}
