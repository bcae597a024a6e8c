import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseParameters } from '../http/form-parameters.ts'
import { dispatch } from '../interaction/dispatch.ts'
import { openInteraction } from '../interaction/interaction.ts'
import { checkAuthorizationRequest } from './check-authorization-request.ts'
import { refuseAuthorization } from './refuse-authorization.ts'

/**
 * GET /authorize: the request in, an interaction with the person out.
 * Data in: the query. Data out: a 303 to the next step, a 303 to the client with an error, or a page.
 * Invariant: no redirect leaves for an address that is not registered for the client.
 */
export async function authorize(exchange: Exchange, options: AuthorityOptions): Promise<Response> {
  const parameters = parseParameters(exchange.url.searchParams)
  const checked = await checkAuthorizationRequest(parameters, options)
  if (!checked.ok) return refuseAuthorization(checked.refusal, exchange, options)
  const purpose = { kind: 'authorization', request: checked.value } as const
  const { interaction, cookies } = await openInteraction(purpose, exchange, options)
  return dispatch(interaction, exchange, options, cookies)
}
