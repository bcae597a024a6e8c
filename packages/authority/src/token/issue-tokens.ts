import {
  accept,
  formatScope,
  parseScope,
  type Result,
  refuse,
  type Secret,
} from '@sallyport/protocol'
import type { GrantRecord, UserRecord } from '@sallyport/store'
import { type AccessTokenClaims, issueAccessToken } from '@sallyport/tokens'
import type { ResourceServer } from '../authority-options.ts'
import { entitledScope } from '../grant/entitled-scope.ts'
import { isIdentityScope } from '../grant/identity-scopes.ts'
import { idTokenFor } from './id-token.ts'
import type { TokenRefusal } from './token-refusal.ts'
import type { TokenRequest } from './token-request.ts'

/** What one access token will be good for. */
export interface TokenPlan {
  readonly resource: ResourceServer
  readonly scope: readonly string[]
}

/**
 * Plans an access token: one resource of the grant (the first where none is named), and of its scopes
 * those that are asked for, mean something there, and that client and person are still entitled to.
 * Narrower is fine, wider never.
 * @see RFC 8707 §2.2, RFC 6749 §6
 */
export function planToken(
  request: TokenRequest,
  granted: { readonly scope: readonly string[]; readonly resources: readonly string[] },
  user: UserRecord,
  askedScope: string | undefined,
): Result<TokenPlan, TokenRefusal> {
  const resource = chooseResource(request, granted.resources)
  if (!resource.ok) return resource
  const names = askedScope === undefined ? granted.scope : parseScope(askedScope)
  if (names === undefined || !names.every((name) => granted.scope.includes(name))) {
    return refuse({ error: 'invalid_scope', description: 'scope exceeds what was granted' })
  }
  const entitled = entitledScope(names, request.client, user)
  const scope = entitled.filter(
    (name) => isIdentityScope(name) || resource.value.scopes.includes(name),
  )
  if (names.length > 0 && scope.length === 0) {
    return refuse({ error: 'invalid_scope', description: 'no scope is left for this resource' })
  }
  return accept({ resource: resource.value, scope })
}

function chooseResource(
  { parameters, options }: TokenRequest,
  granted: readonly string[],
): Result<ResourceServer, TokenRefusal> {
  const asked = [...new Set(parameters.all('resource'))]
  const [identifier, ...others] = asked.length === 0 ? granted.slice(0, 1) : asked
  const known = options.resources.find((resource) => resource.identifier === identifier)
  if (others.length > 0 || known === undefined || !granted.includes(known.identifier)) {
    return refuse({
      error: 'invalid_target',
      description: 'name one resource of those that were granted',
    })
  }
  return accept(known)
}

/** The facts of a token answer that go to the audit log. */
export interface IssuedTokens {
  readonly tokenId: string
  readonly response: TokenResponse
}

/** RFC 6749 §5.1. */
interface TokenResponse {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly scope: string
  readonly refresh_token?: string
  /** Where `openid` was granted (OpenID Connect Core §3.1.3.3). */
  readonly id_token?: string
}

/**
 * Issues the access token of a live grant, with an ID token where that was granted, and passes the
 * refresh token on beside them.
 */
export async function issueTokens(
  request: TokenRequest,
  grant: GrantRecord,
  user: UserRecord,
  plan: TokenPlan,
  refreshToken: Secret<string> | undefined,
  nonce?: string,
): Promise<IssuedTokens> {
  const { options, exchange } = request
  const tokenId = Buffer.from(options.random(16)).toString('base64url')
  const scope = formatScope(plan.scope)
  const claims: AccessTokenClaims = {
    iss: options.issuer,
    sub: grant.subject,
    aud: plan.resource.identifier,
    client_id: grant.clientId,
    scope,
    jti: tokenId,
    iat: exchange.now,
    exp: exchange.now + plan.resource.accessTokenSeconds,
    auth_time: grant.authTime,
    sid: grant.sessionId,
    grant_id: grant.grantId,
    roles: user.roles,
    amr: grant.amr,
    ...(user.department === undefined ? {} : { department: user.department }),
    ...(grant.acr === undefined ? {} : { acr: grant.acr }),
  }
  const accessToken = issueAccessToken(claims, await options.keys.signer(plan.resource.algorithm))
  const idToken = plan.scope.includes('openid')
    ? await idTokenFor(request, grant, accessToken, nonce)
    : undefined
  return {
    tokenId,
    response: {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: plan.resource.accessTokenSeconds,
      scope,
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken.reveal() }),
      ...(idToken === undefined ? {} : { id_token: idToken }),
    },
  }
}
