import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'
import { Person } from '../../test/end-to-end/support/person.ts'
import { type Line, scope, startLine } from '../../test/end-to-end/support/start-line.ts'

const redirectUri = 'http://127.0.0.1:51004/callback'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const tv = {
  client_id: 'tv',
  grant_types: [deviceGrant, 'refresh_token'],
  scope: `openid ${scope}`,
} as const
const settings = {
  registration: {
    open: true,
    scope: 'openid read:documents',
    grant_types: ['authorization_code', 'refresh_token', deviceGrant],
  },
} as const
const insecure = { [oauth4webapi.allowInsecureRequests]: true }

test('openid-client completes the device grant', async (t) => {
  const line = await startLine({ clients: [tv] })
  t.after(() => line.stop())
  const config = await openid.discovery(new URL(line.issuer), 'tv', undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  })
  const codes = await openid.initiateDeviceAuthorization(config, {
    scope: 'openid read:documents',
    resource: line.api,
  })
  const url = new URL(codes.verification_uri_complete ?? assert.fail())
  // The interval of RFC 8628 is not waited for twice: the person is there before the first poll.
  assert.match(await new Person().allowDevice(url, codes.user_code), /The device is allowed/)
  const tokens = await openid.pollDeviceAuthorizationGrant(config, codes)
  assert.equal(tokens.claims()?.sub, 'alice')
  await assertRead(line.api, tokens.access_token)
  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
  await assertRead(line.api, refreshed.access_token)
})

test('oauth4webapi completes the device grant, and is told while nobody has decided', async (t) => {
  const line = await startLine({ clients: [tv] })
  t.after(() => line.stop())
  const server = await discover(line)
  const client = { client_id: 'tv' }
  const authentication = oauth4webapi.None()
  const codes = await oauth4webapi.processDeviceAuthorizationResponse(
    server,
    client,
    await oauth4webapi.deviceAuthorizationRequest(
      server,
      client,
      authentication,
      { scope: 'read:documents', resource: line.api },
      insecure,
    ),
  )
  const poll = async () =>
    oauth4webapi.processDeviceCodeResponse(
      server,
      client,
      await oauth4webapi.deviceCodeGrantRequest(
        server,
        client,
        authentication,
        codes.device_code,
        insecure,
      ),
    )
  await assert.rejects(poll, { error: 'authorization_pending' })
  await assert.rejects(poll, { error: 'slow_down' })
  await new Person().allowDevice(new URL(codes.verification_uri), codes.user_code)
  line.clock.advanceSeconds(10)
  await assertRead(line.api, (await poll()).access_token)
  await assert.rejects(poll, { error: 'invalid_grant' })
})

test('openid-client registers itself and completes a sign-in', async (t) => {
  const line = await startLine({ settings })
  t.after(() => line.stop())
  const config = await openid.dynamicClientRegistration(
    new URL(line.issuer),
    {
      redirect_uris: [redirectUri],
      client_name: 'Registered',
      token_endpoint_auth_method: 'client_secret_post',
    },
    undefined,
    { execute: [openid.allowInsecureRequests] },
  )
  const verifier = openid.randomPKCECodeVerifier()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid read:documents',
    resource: line.api,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const callback = await new Person().allow(url)
  const checks = { pkceCodeVerifier: verifier }
  const tokens = await openid.authorizationCodeGrant(config, callback, checks)
  assert.equal(tokens.claims()?.sub, 'alice')
  await assertRead(line.api, tokens.access_token)
})

test('oauth4webapi registers itself and completes the device grant', async (t) => {
  const line = await startLine({ settings })
  t.after(() => line.stop())
  const server = await discover(line)
  const client = await oauth4webapi.processDynamicClientRegistrationResponse(
    await oauth4webapi.dynamicClientRegistrationRequest(
      server,
      {
        grant_types: [deviceGrant],
        redirect_uris: [],
        token_endpoint_auth_method: 'client_secret_post',
      },
      insecure,
    ),
  )
  const authentication = oauth4webapi.ClientSecretPost(String(client.client_secret))
  const codes = await oauth4webapi.processDeviceAuthorizationResponse(
    server,
    client,
    await oauth4webapi.deviceAuthorizationRequest(
      server,
      client,
      authentication,
      { scope: 'read:documents admin:users', resource: line.api },
      insecure,
    ),
  )
  await new Person().allowDevice(new URL(codes.verification_uri), codes.user_code)
  const tokens = await oauth4webapi.processDeviceCodeResponse(
    server,
    client,
    await oauth4webapi.deviceCodeGrantRequest(
      server,
      client,
      authentication,
      codes.device_code,
      insecure,
    ),
  )
  assert.equal(tokens.scope, 'read:documents')
  await assertRead(line.api, tokens.access_token)
})

async function discover(line: Line): Promise<oauth4webapi.AuthorizationServer> {
  const issuer = new URL(line.issuer)
  const response = await oauth4webapi.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
  return oauth4webapi.processDiscoveryResponse(issuer, response)
}

async function assertRead(api: string, token: string): Promise<void> {
  const response = await fetch(`${api}/api/documents/handbook`, {
    headers: { authorization: `Bearer ${token}` },
  })
  assert.equal(response.status, 200)
  await response.body?.cancel()
}
