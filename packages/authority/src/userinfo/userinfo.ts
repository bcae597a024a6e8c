import type { UserRecord } from '@sallyport/store'
import { loadAccessToken, type OwnTokenRefusal } from '../access-token/load-access-token.ts'
import type { AuthorityOptions } from '../authority-options.ts'
import { findClient } from '../clients/find-client.ts'
import type { Cors } from '../http/cors.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form-parameters.ts'
import { errorResponse, jsonResponse } from '../http/responses.ts'

/**
 * GET and POST /userinfo: an access token in, what its scopes allow to know of the person out.
 * Data in: the `Authorization` header alone. Data out: `sub` always, the rest by scope, or an RFC 6750
 * challenge.
 * @see OpenID Connect Core §5.3
 */
export async function userinfo(
  exchange: Exchange,
  options: AuthorityOptions,
  cors: Cors,
): Promise<Response> {
  const { request } = exchange
  const header = request.headers.get('authorization')
  const isElsewhere = await hasTokenElsewhere(exchange)
  if (header !== null && isElsewhere) {
    const text = 'more than one way of presenting a token is used'
    return cors.allowKnown(request, errorResponse(400, 'invalid_request', text))
  }
  const token = BEARER.exec(header ?? '')?.[1]
  if (token === undefined) {
    return cors.allowKnown(request, await refuseToken('missing_token', exchange))
  }
  const loaded = await loadAccessToken(token, exchange, options)
  if (!loaded.ok) return cors.allowKnown(request, await refuseToken(loaded.refusal, exchange))
  const { principal, user } = loaded.value
  // A client's own token speaks for no person.
  if (user === undefined) {
    return cors.allowKnown(request, await refuseToken('not_a_person', exchange))
  }
  const client = await findClient(principal.clientId, 'ourselves', options)
  if (!principal.scopes.includes('openid')) {
    return cors.allow(request, insufficientScope(), client)
  }
  return cors.allow(request, jsonResponse(200, claimsOf(user, principal.scopes)), client)
}

/** For metadata: the claims that scopes give access to. */
export const userClaims = ['name', 'preferred_username', 'updated_at', 'email'] as const

/** @see OpenID Connect Core §5.1, §5.4 */
function claimsOf(user: UserRecord, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  const { sub, name, username, email, updatedAt } = user
  const profile = { name, preferred_username: username, updated_at: updatedAt }
  return {
    sub,
    ...(scopes.includes('profile') ? profile : {}),
    ...(scopes.includes('email') ? { email } : {}),
  }
}

const BEARER = /^bearer ([A-Za-z0-9\-._~+/]+=*)$/i

/** Security: tokens in URLs and bodies end in logs, so they are noticed and never used. */
async function hasTokenElsewhere({ request, url }: Exchange): Promise<boolean> {
  if (parseQuery(url).all('access_token').length > 0) return true
  if (request.method !== 'POST') return false
  const form = await readForm(request)
  return form.ok && form.value.all('access_token').length > 0
}

async function refuseToken(
  reason: OwnTokenRefusal | 'missing_token' | 'not_a_person',
  exchange: Exchange,
): Promise<Response> {
  await exchange.record({
    type: 'authentication.refused',
    outcome: 'refused',
    action: 'userinfo',
    reasons: [reason],
  })
  if (reason === 'missing_token') {
    const text = 'an access token belongs in the Authorization header'
    return errorResponse(401, 'invalid_token', text, {
      'www-authenticate': 'Bearer realm="userinfo"',
    })
  }
  return errorResponse(401, 'invalid_token', 'the access token is not valid', {
    'www-authenticate': 'Bearer error="invalid_token"',
  })
}

function insufficientScope(): Response {
  return errorResponse(403, 'insufficient_scope', 'the access token lacks the scope openid', {
    'www-authenticate': 'Bearer error="insufficient_scope", scope="openid"',
  })
}
