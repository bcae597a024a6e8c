import type { TokenErrorCode } from './responses.ts'

/** What each error code of the token endpoint and of JSON answers tells the client. */
export const tokenErrorDocs = {
  invalid_request:
    'A parameter is missing, malformed or repeated, stands in the URL, or two ways of client authentication are used at once.',
  invalid_client:
    'The client is unknown or disabled, or did not prove who it is by the one method registered for it.',
  invalid_grant:
    'The code or refresh token is unknown, expired, spent, revoked or not for this request. The answer is the same for all of them.',
  unauthorized_client: 'The client is not registered for this `grant_type`.',
  unsupported_grant_type: 'No client can use this `grant_type` here.',
  invalid_scope: 'The scope is malformed, or wider than what was granted.',
  invalid_target: 'A resource was asked for that is unknown or not part of the grant.',
  authorization_pending:
    'The person has not decided about the device yet: ask again after the interval.',
  slow_down: 'The device asked too soon; its interval is five seconds longer from now on.',
  expired_token: 'The device code has expired: ask for a new one.',
  access_denied: 'The person denied the device.',
  temporarily_unavailable:
    'Too many failed client authentications; `Retry-After` says when the next one is looked at.',
  invalid_token:
    'The access token that was presented to an endpoint of the authority is missing, malformed, expired or revoked.',
  insufficient_scope: 'The access token lacks the scope that `WWW-Authenticate` names.',
  server_error: 'Something broke here. Nothing was issued; trying again is safe.',
} as const satisfies Readonly<Record<TokenErrorCode, string>>
