import { redirectResponse } from '../http/responses.ts'
import type { AuthorizationErrorCode } from './authorization-request.ts'

/** Where an answer goes and what proves to the client that it is one to its own request. */
interface ResponseTarget {
  readonly redirectUri: string
  readonly state?: string
}

/**
 * The authorization response: a 303 to the client with `code` or `error`, always with `iss`.
 * @see OAuth 2.1 §4.1.2, RFC 9207 §2
 */
export function authorizationResponse(
  target: ResponseTarget,
  issuer: string,
  answer:
    | { readonly code: string }
    | { readonly error: AuthorizationErrorCode; readonly error_description: string },
): Response {
  const parameters = new URLSearchParams({ ...answer })
  if (target.state !== undefined) parameters.set('state', target.state)
  parameters.set('iss', issuer)
  const separator = target.redirectUri.includes('?') ? '&' : '?'
  // `+` for a space is form encoding; a client that decodes percent signs alone must see it too.
  const query = parameters.toString().replaceAll('+', '%20')
  return redirectResponse(`${target.redirectUri}${separator}${query}`)
}
