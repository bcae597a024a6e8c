import type { AuthorityOptions } from '../authority-options.ts'
import type { Exchange } from '../http/exchange.ts'
import { errorResponse } from '../http/responses.ts'
import { messagePage } from '../pages/message-page.ts'
import type { ClientUnavailable } from './client-unavailable.ts'

/** The answer where nobody can tell now whether there is such a client: come back in a moment. */
export async function answerUnavailable(
  { retryAfterSeconds }: ClientUnavailable,
  isPage: boolean,
  exchange: Exchange,
  options: AuthorityOptions,
): Promise<Response> {
  await exchange.record({
    type: isPage ? 'authorization.refused' : 'client_authentication.failed',
    outcome: 'refused',
    reasons: ['client_unavailable'],
  })
  const headers = { 'retry-after': String(retryAfterSeconds) }
  if (isPage) {
    const text = 'What it says of itself cannot be fetched just now. Try again in a moment.'
    const message = { title: 'The application cannot be checked', text }
    return messagePage(503, message, options.random, headers)
  }
  const text = 'the metadata document of the client cannot be had now; try again later'
  return errorResponse(503, 'temporarily_unavailable', text, headers)
}
