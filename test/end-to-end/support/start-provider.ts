import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'
import * as openid from 'openid-client'

/** An identity provider of somebody else's: `oidc-provider` over HTTP on loopback. */
export interface RunningProvider {
  readonly issuer: string
  /** The tokens of a worker that acts for itself. */
  worker(resource: string): Promise<openid.TokenEndpointResponse>
  /** The tokens of alice, who has signed in at a web application. */
  alice(resource: string): Promise<openid.TokenEndpointResponse>
  /** What the provider would sign, with its own key unless another is given. */
  sign(claims: JWTPayload, key?: CryptoKey): Promise<string>
}

/** APIs whose name begins like this get opaque tokens, all others JWTs. */
const opaque = 'https://opaque.'
const callback = 'http://127.0.0.1:51005/callback'
const kid = 'provider-key'
const scope = 'read:documents'

export const apiSecret = 'the-secret-of-the-api'

/** Starts a provider that signs alice in without asking, and stops it when the test has ended. */
export async function startProvider(t: TestContext): Promise<RunningProvider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }
  const server = createServer((req, res) => listener(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: 'worker',
        client_secret: 'the-secret-of-the-worker',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: 'web',
        client_secret: 'the-secret-of-the-web',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [callback],
      },
      {
        client_id: 'api',
        client_secret: apiSecret,
        grant_types: [],
        response_types: [],
        redirect_uris: [],
      },
    ],
    cookies: { keys: ['a-key-for-cookies'] },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    issueRefreshToken: () => true,
    extraTokenClaims: () => ({ groups: ['staff'] }),
    interactions: { url: () => '/interaction' },
    loadExistingGrant: async ({ oidc: { client, session } }) => {
      const grant = new provider.Grant({
        ...(client === undefined ? {} : { clientId: client.clientId }),
        ...(session?.accountId === undefined ? {} : { accountId: session.accountId }),
      })
      grant.addOIDCScope('openid offline_access')
      for (const resource of [jwtApi, opaqueApi]) grant.addResourceScope(resource, scope)
      await grant.save()
      return grant
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope,
          audience: resource,
          accessTokenTTL: 600,
          accessTokenFormat: resource.startsWith(opaque) ? 'opaque' : 'jwt',
        }),
      },
    },
  })
  const handle = provider.callback()
  const listener: RequestListener = (req, res) =>
    req.url === '/interaction'
      ? provider.interactionFinished(req, res, { login: { accountId: 'alice' }, consent: {} })
      : handle(req, res)

  const discover = (client: string) =>
    openid.discovery(
      new URL(issuer),
      client,
      undefined,
      openid.ClientSecretBasic(`the-secret-of-the-${client}`),
      { execute: [openid.allowInsecureRequests] },
    )
  return {
    issuer,
    worker: async (resource) =>
      openid.clientCredentialsGrant(await discover('worker'), { scope, resource }),
    alice: async (resource) => {
      const config = await discover('web')
      const pkceCodeVerifier = openid.randomPKCECodeVerifier()
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: callback,
        scope: `openid offline_access ${scope}`,
        prompt: 'consent',
        resource,
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
      const arrived = await followToCallback(url)
      return openid.authorizationCodeGrant(config, arrived, { pkceCodeVerifier }, { resource })
    },
    sign: (claims, other = privateKey) =>
      new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid }).sign(other),
  }
}

export const jwtApi = 'https://api.example.com'
export const opaqueApi = `${opaque}example.com`

/** Follows redirects with their cookies until they lead to the client. */
async function followToCallback(start: URL): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = start
  for (let hops = 0; hops < 10; hops += 1) {
    if (url.href.startsWith(callback)) return url
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { headers: { cookie }, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`no redirect: ${response.status} of ${url.pathname}`)
    url = new URL(location, url)
  }
  throw new Error('the redirects lead nowhere')
}
