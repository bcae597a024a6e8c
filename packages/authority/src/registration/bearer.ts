import type { Exchange } from '../http/exchange.ts'
import { errorResponse } from '../http/responses.ts'

const BEARER = /^bearer +([A-Za-z0-9\-._~+/]{1,512}=*)$/i

/** The token of an `Authorization: Bearer` header; undefined if there is none that can be one. */
export function readBearer(headers: Headers): string | undefined {
  return BEARER.exec(headers.get('authorization') ?? '')?.[1]
}

/** No token, or one that opens nothing here: the same answer for both (RFC 6750 §3). */
export async function unauthorized(exchange: Exchange): Promise<Response> {
  await exchange.record({
    type: 'client.changed',
    outcome: 'refused',
    reasons: ['wrong_registration_token'],
  })
  const has = exchange.request.headers.has('authorization')
  const challenge = `Bearer realm="sallyport"${has ? ', error="invalid_token"' : ''}`
  const text = 'an access token for registration is required, and it must be the right one'
  return errorResponse(401, 'invalid_token', text, { 'www-authenticate': challenge })
}
