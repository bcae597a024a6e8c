import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'
import type { RefreshingServer } from './refreshing-server.ts'

const api = 'https://api.example'
const scope = 'read:documents'

/**
 * `oidc-provider` with its memory adapter and rotating refresh tokens, JWT access tokens signed with ES256:
 * the same operation as ours on an embedded store, but that nothing survives the process.
 */
export async function startPeer(families: number): Promise<RefreshingServer> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: 'peer', alg: 'ES256', use: 'sig' }
  const server = createServer((req, res) => handle(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    jwks: { keys: [jwk] },
    clients: [
      {
        client_id: 'app',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: ['http://127.0.0.1/callback'],
        application_type: 'native',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    cookies: { keys: ['a-key-for-cookies'] },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope,
          audience: api,
          accessTokenTTL: 600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
        useGrantedResource: () => true,
      },
    },
  })
  const handle = provider.callback()
  const client = await provider.Client.find('app')
  if (client === undefined) throw new Error('the peer has no client')
  const tokens = await Promise.all(
    Array.from({ length: families }, async () => {
      const grant = new provider.Grant({ clientId: 'app', accountId: 'alice' })
      grant.addResourceScope(api, scope)
      const refreshToken = new provider.RefreshToken({
        client,
        accountId: 'alice',
        grantId: await grant.save(),
        gty: 'authorization_code',
        scope,
        resource: api,
        authTime: Math.floor(Date.now() / 1000),
        sessionUid: 'session',
        expiresWithSession: false,
        rotations: 0,
      })
      return refreshToken.save()
    }),
  )
  return {
    subject: 'oidc-provider, memory adapter',
    url: issuer,
    clientId: 'app',
    tokens,
    stop: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
