import type { Secret } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import type { AuthorityOptions } from '../authority-options.ts'
import { jsonResponse } from '../http/responses.ts'

/**
 * The client information response: everything that is registered, and the credentials. The secret is
 * shown only when it is made, because only its digest is kept.
 * @see RFC 7591 §3.2.1, RFC 7592 §3
 */
export function renderClient(
  status: 200 | 201,
  client: ClientRecord,
  credentials: { readonly token: Secret<string>; readonly secret?: Secret<string> },
  options: AuthorityOptions,
): Response {
  const { origin: _origin, secrets, registration: _registration, status: _status, ...rest } = client
  const { createdAt, updatedAt: _updatedAt, client_id, ...metadata } = rest
  const { token, secret } = credentials
  const base = options.issuer.replace(/\/$/, '')
  return jsonResponse(status, {
    client_id,
    client_id_issued_at: createdAt,
    ...(secret === undefined ? {} : { client_secret: secret.reveal() }),
    // 0: it does not expire (RFC 7591 §3.2.1).
    ...(secrets.length === 0 ? {} : { client_secret_expires_at: 0 }),
    registration_access_token: token.reveal(),
    registration_client_uri: `${base}/register/${client_id}`,
    ...metadata,
    response_types: client.grant_types.includes('authorization_code') ? ['code'] : [],
  })
}
