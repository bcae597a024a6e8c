import type { AuthorizationErrorCode, PageRefusal } from './authorization-request.ts'

/** What each error code of an authorization response tells the client. */
export const authorizationErrorDocs = {
  invalid_request:
    'A parameter is missing, malformed or repeated; `code_challenge` with the method `S256` is always required. Or the request had to be pushed and was not.',
  unauthorized_client: 'The client is not registered for authorization codes.',
  access_denied: 'The person said no, or is entitled to none of the scopes.',
  unsupported_response_type: 'The one response type is `code`.',
  invalid_scope: 'The scope is malformed, or the client may ask for none of it.',
  invalid_target:
    'A resource is unknown or malformed, or a scope belongs to several of those asked for.',
  server_error: 'Something broke here. Nothing was granted.',
  login_required:
    'The person must sign in first though `prompt=none` forbids it, or has signed in as another than `id_token_hint` names.',
  consent_required: 'The person must be asked first, though `prompt=none` forbids it.',
  unmet_authentication_requirements: 'None of the `acr_values` can be met here.',
  request_not_supported: 'Request objects (`request`) are not supported.',
  registration_not_supported: 'Registration in the request (`registration`) is not supported.',
} as const satisfies Readonly<Record<AuthorizationErrorCode, string>>

/** Why a person is shown a page of ours instead, and the client hears nothing. */
export const pageRefusalDocs = {
  malformed_request: '`client_id` or `redirect_uri` is repeated, or the query cannot be decoded.',
  unknown_client: 'No active client has this `client_id`.',
  unregistered_redirect_uri: 'The redirect URI is missing, or not one that the client registered.',
  invalid_request_uri:
    'The `request_uri` is expired, used, of another client, or none that a pushed request got. Nothing is ever fetched from it.',
} as const satisfies Readonly<Record<PageRefusal['reason'], string>>
