import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type CryptoKey, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'
import type { ClientInput } from 'sallyport'
import { ClientCredentials } from 'simple-oauth2'
import { Person } from '../../test/end-to-end/support/person.ts'
import { type Line, scope, secret, startLine } from '../../test/end-to-end/support/start-line.ts'

const redirectUri = 'http://127.0.0.1:51004/callback'
const insecure = { [oauth4webapi.allowInsecureRequests]: true }
const everyGrant = ['authorization_code', 'refresh_token', 'client_credentials'] as const
const kid = 'signer-1'

/** A way in which a client proves who it is, as the configuration and two libraries have it. */
interface Proof {
  readonly name: string
  readonly client: Partial<ClientInput>
  readonly openid: openid.ClientAuth
  readonly oauth4webapi: oauth4webapi.ClientAuth
}

async function proofs(): Promise<readonly Proof[]> {
  const bySecret = {
    name: 'client_secret_basic',
    client: { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret },
    openid: openid.ClientSecretBasic(secret),
    oauth4webapi: oauth4webapi.ClientSecretBasic(secret),
  } as const
  const byKey = await Promise.all(
    ['ES256', 'RS256', 'PS256', 'Ed25519'].map(async (alg) => {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
      return {
        name: `private_key_jwt (${alg})`,
        client: await signing(publicKey, alg),
        openid: openid.PrivateKeyJwt({ key: privateKey, kid }),
        oauth4webapi: oauth4webapi.PrivateKeyJwt({ key: privateKey, kid }),
      }
    }),
  )
  return [bySecret, ...byKey]
}

async function signing(publicKey: CryptoKey, alg: string) {
  return {
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg }] },
  } as const
}

async function start(t: TestContext, client: Partial<ClientInput>): Promise<Line> {
  const worker = {
    client_id: 'worker',
    redirect_uris: [redirectUri],
    grant_types: everyGrant,
    scope,
    require_pushed_authorization_requests: true,
    ...client,
  }
  const line = await startLine({ clients: [worker] })
  t.after(() => line.stop())
  return line
}

for (const proof of await proofs()) {
  test(`openid-client acts for itself, pushes, introspects and revokes: ${proof.name}`, async (t) => {
    const line = await start(t, proof.client)
    const issuer = new URL(line.issuer)
    const config = await openid.discovery(issuer, 'worker', undefined, proof.openid, {
      execute: [openid.allowInsecureRequests],
    })
    const own = await openid.clientCredentialsGrant(config, { scope: 'read:documents' })
    await assertOwnToken(line, own.access_token)
    assert.equal(own.refresh_token, undefined)

    const verifier = openid.randomPKCECodeVerifier()
    const state = openid.randomState()
    const url = await openid.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: redirectUri,
      scope: 'read:documents',
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
    const callback = await new Person().allow(url)
    const checks = { pkceCodeVerifier: verifier, expectedState: state }
    const tokens = await openid.authorizationCodeGrant(config, callback, checks)

    const before = await openid.tokenIntrospection(config, tokens.access_token)
    assert.deepEqual([before.active, before.sub, before.aud], [true, 'alice', line.api])
    await openid.tokenRevocation(config, tokens.refresh_token ?? '')
    for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
      assert.deepEqual(await openid.tokenIntrospection(config, token), { active: false })
    }
    assert.equal((await openid.tokenIntrospection(config, own.access_token)).active, true)
    await openid.tokenRevocation(config, own.access_token)
    const after = await openid.tokenIntrospection(config, own.access_token)
    assert.deepEqual(after, { active: false })
  })

  test(`oauth4webapi acts for itself, pushes, introspects and revokes: ${proof.name}`, async (t) => {
    const line = await start(t, proof.client)
    const issuer = new URL(line.issuer)
    const server = await oauth4webapi.processDiscoveryResponse(
      issuer,
      await oauth4webapi.discoveryRequest(issuer, insecure),
    )
    const client = { client_id: 'worker' }
    const known = [server, client, proof.oauth4webapi] as const
    const own = await oauth4webapi.processClientCredentialsResponse(
      server,
      client,
      await oauth4webapi.clientCredentialsGrantRequest(
        ...known,
        { scope: 'read:documents', resource: line.api },
        insecure,
      ),
    )
    await assertOwnToken(line, own.access_token)

    const verifier = oauth4webapi.generateRandomCodeVerifier()
    const pushed = await oauth4webapi.processPushedAuthorizationResponse(
      server,
      client,
      await oauth4webapi.pushedAuthorizationRequest(
        ...known,
        {
          response_type: 'code',
          redirect_uri: redirectUri,
          scope: 'read:documents',
          code_challenge: await oauth4webapi.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        },
        insecure,
      ),
    )
    const url = new URL(server.authorization_endpoint ?? '')
    url.search = new URLSearchParams({ ...client, request_uri: pushed.request_uri }).toString()
    const callback = await new Person().allow(url)
    const tokens = await oauth4webapi.processAuthorizationCodeResponse(
      server,
      client,
      await oauth4webapi.authorizationCodeGrantRequest(
        ...known,
        oauth4webapi.validateAuthResponse(server, client, callback),
        redirectUri,
        verifier,
        insecure,
      ),
    )

    const introspect = async (token: string) =>
      oauth4webapi.processIntrospectionResponse(
        server,
        client,
        await oauth4webapi.introspectionRequest(...known, token, insecure),
      )
    const before = await introspect(tokens.access_token)
    assert.deepEqual([before.active, before.username], [true, 'alice'])
    const revoked = await oauth4webapi.revocationRequest(...known, tokens.access_token, insecure)
    await oauth4webapi.processRevocationResponse(revoked)
    assert.deepEqual(await introspect(tokens.access_token), { active: false })
    assert.equal((await introspect(tokens.refresh_token ?? '')).active, true)
    assert.equal((await introspect(own.access_token)).sub, 'worker')
  })
}

test('simple-oauth2 acts for itself, with a secret in the header or in the body', async (t) => {
  for (const [method, authorizationMethod] of [
    ['client_secret_basic', 'header'],
    ['client_secret_post', 'body'],
  ] as const) {
    const line = await start(t, { token_endpoint_auth_method: method, client_secret: secret })
    const client = new ClientCredentials({
      client: { id: 'worker', secret },
      auth: { tokenHost: line.issuer, tokenPath: '/token' },
      options: { authorizationMethod },
    })
    const { token } = await client.getToken({ scope: 'read:documents' })
    await assertOwnToken(line, String(token.access_token))
    const mistaken = new ClientCredentials({
      client: { id: 'worker', secret: `${secret}x` },
      auth: { tokenHost: line.issuer, tokenPath: '/token' },
      options: { authorizationMethod },
    })
    await assert.rejects(mistaken.getToken({ scope: 'read:documents' }), /401/)
  }
})

test('PKJ-04 a key that the client has not registered is refused (control: its own passes)', async (t) => {
  const [own, foreign] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
  const line = await start(t, await signing(own.publicKey, 'ES256'))
  const take = async (key: CryptoKey) => {
    const proof = openid.PrivateKeyJwt({ key, kid })
    const config = await openid.discovery(new URL(line.issuer), 'worker', undefined, proof, {
      execute: [openid.allowInsecureRequests],
    })
    return openid.clientCredentialsGrant(config, { scope: 'read:documents' })
  }
  await assert.rejects(take(foreign.privateKey), { status: 401 })
  await assertOwnToken(line, (await take(own.privateKey)).access_token)
})

/** The token is what a resource server of somebody else's takes, and nobody's but the client's. */
async function assertOwnToken({ issuer, api }: Line, token: string): Promise<void> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  const { payload } = await jwtVerify(token, keys, { issuer, audience: api, typ: 'at+jwt' })
  assert.deepEqual(
    [payload.sub, payload.client_id, payload.scope],
    ['worker', 'worker', 'read:documents'],
  )
  for (const fact of ['roles', 'sid', 'grant_id', 'auth_time', 'acr', 'amr', 'department']) {
    assert.ok(!Object.hasOwn(payload, fact), fact)
  }
}
