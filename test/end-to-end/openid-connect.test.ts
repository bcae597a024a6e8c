import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'
import type { ClientInput } from 'sallyport'
import { Person } from './support/person.ts'
import { type Line, secret, startLine } from './support/start-line.ts'

const redirectUri = 'http://127.0.0.1:51004/callback'
const bye = 'http://127.0.0.1:51004/bye'
const scope = 'openid profile email read:documents'

/** A confidential client whose ID tokens are signed under each algorithm. */
const relyingParty = (more: Partial<ClientInput> = {}): ClientInput => ({
  client_id: 'relying-party',
  client_secret: secret,
  redirect_uris: ['http://127.0.0.1/callback'],
  post_logout_redirect_uris: [bye],
  scope: `${scope} offline_access`,
  ...more,
})

function discover(line: Line): Promise<openid.Configuration> {
  const authentication = openid.ClientSecretBasic(secret)
  return openid.discovery(new URL(line.issuer), 'relying-party', undefined, authentication, {
    execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
  })
}

/** An authorization request as openid-client makes it, and the checks of its answer. */
async function prepare(config: openid.Configuration, more: Record<string, string> = {}) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const expectedNonce = openid.randomNonce()
  const expectedState = openid.randomState()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  })
  return { url, checks: { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true } }
}

for (const algorithm of ['RS256', 'ES256'] as const) {
  test(`OIDC-01 openid-client signs a person in, refreshes, asks who it is and signs out (${algorithm})`, async (t) => {
    const clients = [relyingParty({ id_token_signed_response_alg: algorithm })]
    const line = await startLine({ clients })
    t.after(() => line.stop())
    const config = await discover(line)
    const alice = new Person()
    const { url, checks } = await prepare(config, { max_age: '60' })
    const callback = await alice.allow(url)
    const tokens = await openid.authorizationCodeGrant(config, callback, { ...checks, maxAge: 60 })
    const claims = tokens.claims()
    assert.equal(claims?.sub, 'alice')
    assert.equal(claims?.acr, '1')
    assert.deepEqual(claims?.amr, ['pwd'])

    const info = await openid.fetchUserInfo(config, tokens.access_token, 'alice')
    assert.equal(info.name, 'alice of the tests')
    assert.equal(info.preferred_username, 'alice')
    assert.equal(info.email, 'alice@mail.example')

    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
    assert.equal(refreshed.claims()?.auth_time, claims?.auth_time)
    assert.equal(refreshed.claims()?.nonce, undefined)

    const end = openid.buildEndSessionUrl(config, {
      id_token_hint: refreshed.id_token ?? '',
      post_logout_redirect_uri: bye,
      state: 'signed out',
    })
    const left = await alice.open(end)
    assert.equal(left.headers.get('location'), `${bye}?state=signed%20out`)
    await assert.rejects(openid.refreshTokenGrant(config, refreshed.refresh_token ?? ''))
    const silent = await prepare(config, { prompt: 'none' })
    const answer = await alice.open(silent.url)
    const location = new URL(answer.headers.get('location') ?? '')
    await assert.rejects(openid.authorizationCodeGrant(config, location, silent.checks), {
      error: 'login_required',
    })
  })
}

test('OIDC-01 C10 openid-client refuses an answer to another nonce', async (t) => {
  const line = await startLine({ clients: [relyingParty()] })
  t.after(() => line.stop())
  const config = await discover(line)
  for (const [wrong, accepted] of [
    [{ expectedNonce: 'another' }, false],
    [{}, true],
  ] as const) {
    const { url, checks } = await prepare(config)
    const callback = await new Person().allow(url)
    const answer = openid.authorizationCodeGrant(config, callback, { ...checks, ...wrong })
    if (accepted) assert.equal((await answer).claims()?.sub, 'alice')
    else await assert.rejects(answer, { code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' })
  }
})

test('OIDC-01 oauth4webapi signs a person in, refreshes and asks who it is', async (t) => {
  const line = await startLine({ clients: [relyingParty()] })
  t.after(() => line.stop())
  const insecure = { [oauth4webapi.allowInsecureRequests]: true }
  const issuer = new URL(line.issuer)
  const server = await oauth4webapi.processDiscoveryResponse(
    issuer,
    await oauth4webapi.discoveryRequest(issuer, insecure),
  )
  const client = { client_id: 'relying-party' }
  const authentication = oauth4webapi.ClientSecretBasic(secret)
  const verifier = oauth4webapi.generateRandomCodeVerifier()
  const [state, nonce] = [oauth4webapi.generateRandomState(), oauth4webapi.generateRandomNonce()]
  const url = new URL(server.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    max_age: '60',
    code_challenge: await oauth4webapi.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  const callback = await new Person().allow(url)
  const parameters = oauth4webapi.validateAuthResponse(server, client, callback, state)
  const response = await oauth4webapi.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    parameters,
    redirectUri,
    verifier,
    insecure,
  )
  const tokens = await oauth4webapi.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    maxAge: 60,
    requireIdToken: true,
  })
  await oauth4webapi.validateApplicationLevelSignature(server, response, insecure)
  const claims = oauth4webapi.getValidatedIdTokenClaims(tokens)
  assert.equal(claims?.sub, 'alice')

  const info = await oauth4webapi.processUserInfoResponse(
    server,
    client,
    'alice',
    await oauth4webapi.userInfoRequest(server, client, tokens.access_token, insecure),
  )
  assert.equal(info.email, 'alice@mail.example')

  const refreshed = await oauth4webapi.processRefreshTokenResponse(
    server,
    client,
    await oauth4webapi.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      tokens.refresh_token ?? '',
      insecure,
    ),
  )
  const later = oauth4webapi.getValidatedIdTokenClaims(refreshed)
  assert.equal(later?.auth_time, claims?.auth_time)
})

test('LOGOUT-04 LOGOUT-05 LOGOUT-06 a client on loopback hears of a logout over the back channel', async (t) => {
  const receiver = await startReceiver(t)
  const clients = [relyingParty({ backchannel_logout_uri: `${receiver.url}/back` })]
  const line = await startLine({ clients })
  t.after(() => line.stop())
  const config = await discover(line)
  const alice = new Person()
  const { url, checks } = await prepare(config)
  const tokens = await openid.authorizationCodeGrant(config, await alice.allow(url), checks)
  const id_token_hint = tokens.id_token ?? ''
  await alice.open(openid.buildEndSessionUrl(config, { id_token_hint }))
  const { contentType, form } = await receiver.heard
  assert.match(contentType, /^application\/x-www-form-urlencoded/)
  const keys = createRemoteJWKSet(new URL(`${line.issuer}/jwks`))
  const { payload } = await jwtVerify(form.get('logout_token') ?? '', keys, {
    issuer: line.issuer,
    audience: 'relying-party',
    typ: 'logout+jwt',
  })
  assert.equal(payload.sub, 'alice')
  assert.equal(payload.sid, tokens.claims()?.sid)
  assert.equal('nonce' in payload, false)
  assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} })
})

/** A relying party's back-channel endpoint on loopback; `heard` is the first request it gets. */
async function startReceiver(t: TestContext) {
  const heard = Promise.withResolvers<{ contentType: string; form: URLSearchParams }>()
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    heard.resolve({ contentType: request.headers['content-type'] ?? '', form })
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, heard: heard.promise }
}
