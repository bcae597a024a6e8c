import { accept, formatScope, parseScope, type Result, refuse } from '@sallyport/protocol'
import { type AccessTokenClaims, issueAccessToken } from '@sallyport/tokens'
import type { ResourceServer } from '../authority-options.ts'
import { chooseResources } from '../authorize/choose-resources.ts'
import type { IssuedTokens } from './issue-tokens.ts'
import type { TokenRefusal } from './token-refusal.ts'
import type { TokenRequest } from './token-request.ts'

/**
 * Grant `client_credentials`: an access token in which a client acts for itself. It has no person's
 * facts and no refresh token; its subject is the client's id, which is no person's (the store sees to
 * that).
 * @see OAuth 2.1 §4.2, RFC 9068 §2.2, STANDARDS.md O21-22 and BCP-07
 */
export async function actForItself(
  request: TokenRequest,
): Promise<Result<IssuedTokens, TokenRefusal>> {
  const { client, options, exchange } = request
  const planned = planOwnToken(request)
  if (!planned.ok) {
    await exchange.record({
      type: 'token.refused',
      outcome: 'refused',
      clientId: client.client_id,
      reasons: [planned.refusal.error],
    })
    return planned
  }
  const { resource, scope } = planned.value
  const tokenId = Buffer.from(options.random(16)).toString('base64url')
  const claims: AccessTokenClaims = {
    iss: options.issuer,
    sub: client.client_id,
    aud: resource.identifier,
    client_id: client.client_id,
    scope,
    jti: tokenId,
    iat: exchange.now,
    exp: exchange.now + resource.accessTokenSeconds,
  }
  const accessToken = issueAccessToken(claims, await options.keys.signer(resource.algorithm))
  await exchange.record({
    type: 'token.issued',
    outcome: 'success',
    clientId: client.client_id,
    tokenId,
    scope,
  })
  return accept({
    tokenId,
    response: {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: resource.accessTokenSeconds,
      scope,
    },
  })
}

interface OwnTokenPlan {
  readonly resource: ResourceServer
  /** Space-delimited. */
  readonly scope: string
}

function planOwnToken({
  client,
  parameters,
  options,
}: TokenRequest): Result<OwnTokenPlan, TokenRefusal> {
  // Security: whoever knows a public client's id could act as it (OAuth 2.1 §4.2).
  if (client.token_endpoint_auth_method === 'none') {
    const description = 'the client may not use this grant_type'
    return refuse({ error: 'unauthorized_client', description })
  }
  const resources = chooseResources(parameters.all('resource'), options.resources)
  const [resource, ...others] = resources.ok ? resources.value : []
  if (resource === undefined || others.length > 0) {
    return refuse({ error: 'invalid_target', description: 'name one resource that is known here' })
  }
  const asked = parameters.get('scope')
  const registered = parseScope(client.scope) ?? []
  const names = asked === undefined ? registered : parseScope(asked)
  if (names === undefined) {
    return refuse({ error: 'invalid_scope', description: 'scope is malformed' })
  }
  // Identity scopes are no resource's, and so fall away.
  const left = names.filter((name) => registered.includes(name) && resource.scopes.includes(name))
  if (asked !== undefined && left.length === 0) {
    const description = 'the client may not ask for any of these scopes there'
    return refuse({ error: 'invalid_scope', description })
  }
  return accept({ resource, scope: formatScope(left) })
}
