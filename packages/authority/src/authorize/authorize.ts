import { type AuthorityOptions, basePath } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readPairs } from '../http/form-parameters.ts'
import { redirectResponse } from '../http/responses.ts'
import { dispatch } from '../interaction/dispatch.ts'
import { openInteraction } from '../interaction/interaction.ts'
import type { Openings } from '../interaction/openings.ts'
import { refersToPushed, takePushedRequest } from '../push/pushed-request.ts'
import { checkAuthorizationRequest } from './check-authorization-request.ts'
import { refuseAuthorization } from './refuse-authorization.ts'

/** More than any honest request; what is longer belongs into a pushed one (RFC 9126). */
const MOST_URL_CHARACTERS = 8192

/**
 * GET /authorize: the request in, an interaction with the person out.
 * Data in: the query, or the request that it refers to (RFC 9126). Data out: a 303 to the next step, a 303 to the client with an error, or a page.
 * Invariant: no redirect leaves for an address that is not registered for the client.
 */
export async function authorize(
  exchange: Exchange,
  options: AuthorityOptions,
  openings: Openings,
): Promise<Response> {
  if (exchange.request.url.length > MOST_URL_CHARACTERS) {
    return refuseAuthorization(
      malformed('The application sent a request that is too long.'),
      exchange,
      options,
    )
  }
  const parameters = parseQuery(exchange.url)
  const checked = refersToPushed(parameters)
    ? await takePushedRequest(parameters, exchange, options)
    : await checkAuthorizationRequest(parameters, exchange, options, 'front')
  if (!checked.ok) return refuseAuthorization(checked.refusal, exchange, options)
  const purpose = { kind: 'authorization', request: checked.value } as const
  const opened = await openInteraction(purpose, exchange, options, openings)
  if (!opened.ok) return opened.refusal
  const { interaction, cookies } = opened.value
  return dispatch(interaction, exchange, options, cookies)
}

/**
 * POST /authorize: the same request as a form. It comes from another site, so without our cookies
 * (`SameSite=Lax`): the browser is sent to make it again as a GET, which has them.
 * @see OpenID Connect Core §3.1.2.1
 */
export async function postAuthorize(
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  const pairs = await readPairs(exchange.request)
  // Security: of parameters in two places somebody would read the ones that somebody else has judged.
  if (!pairs.ok || exchange.url.search !== '') {
    const text = 'The application sent a request that can be read in more than one way.'
    return refuseAuthorization(malformed(text), exchange, options)
  }
  return redirectResponse(`${basePath(options.issuer)}/authorize?${pairs.value}`)
}

function malformed(text: string) {
  return { tell: 'person', reason: 'malformed_request', text } as const
}
