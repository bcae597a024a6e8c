import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'
import { Person } from '../../test/end-to-end/support/person.ts'
import { secret, startLine } from '../../test/end-to-end/support/start-line.ts'

const redirectUri = 'http://127.0.0.1:51004/callback'
const authentications = [
  ['public', openid.None(), oauth4webapi.None()],
  ['basic', openid.ClientSecretBasic(secret), oauth4webapi.ClientSecretBasic(secret)],
  ['post', openid.ClientSecretPost(secret), oauth4webapi.ClientSecretPost(secret)],
] as const

for (const algorithm of ['ES256', 'RS256'] as const) {
  for (const [clientId, forOpenid, forOauth4webapi] of authentications) {
    test(`openid-client completes both grants as ${clientId} (${algorithm})`, async (t) => {
      const line = await startLine({ algorithm })
      t.after(() => line.stop())
      const config = await openid.discovery(new URL(line.issuer), clientId, undefined, forOpenid, {
        algorithm: 'oauth2',
        execute: [openid.allowInsecureRequests],
      })
      const verifier = openid.randomPKCECodeVerifier()
      const state = openid.randomState()
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'read:documents',
        state,
        resource: line.api,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      const callback = await new Person().allow(url)
      const checks = { pkceCodeVerifier: verifier, expectedState: state }
      const tokens = await openid.authorizationCodeGrant(config, callback, checks, {
        resource: line.api,
      })
      await assertRead(line.api, tokens.access_token)
      const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
      await assertRead(line.api, refreshed.access_token)
      assert.notEqual(refreshed.refresh_token, tokens.refresh_token)
      // An answer that was lost is given again; a token older than that is noticed.
      const again = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
      assert.equal(again.refresh_token, refreshed.refresh_token)
      await openid.refreshTokenGrant(config, again.refresh_token ?? '')
      await assert.rejects(openid.refreshTokenGrant(config, tokens.refresh_token ?? ''), {
        error: 'invalid_grant',
      })
    })

    test(`oauth4webapi completes both grants as ${clientId} (${algorithm})`, async (t) => {
      const line = await startLine({ algorithm })
      t.after(() => line.stop())
      const insecure = { [oauth4webapi.allowInsecureRequests]: true }
      const issuer = new URL(line.issuer)
      const server = await oauth4webapi.processDiscoveryResponse(
        issuer,
        await oauth4webapi.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
      )
      const client = { client_id: clientId }
      const verifier = oauth4webapi.generateRandomCodeVerifier()
      const state = oauth4webapi.generateRandomState()
      const url = new URL(server.authorization_endpoint ?? '')
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'read:documents',
        state,
        resource: line.api,
        code_challenge: await oauth4webapi.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).toString()
      const callback = await new Person().allow(url)
      const parameters = oauth4webapi.validateAuthResponse(server, client, callback, state)
      const tokens = await oauth4webapi.processAuthorizationCodeResponse(
        server,
        client,
        await oauth4webapi.authorizationCodeGrantRequest(
          server,
          client,
          forOauth4webapi,
          parameters,
          redirectUri,
          verifier,
          insecure,
        ),
      )
      await assertRead(line.api, tokens.access_token)
      const refreshed = await oauth4webapi.processRefreshTokenResponse(
        server,
        client,
        await oauth4webapi.refreshTokenGrantRequest(
          server,
          client,
          forOauth4webapi,
          tokens.refresh_token ?? '',
          insecure,
        ),
      )
      await assertRead(line.api, refreshed.access_token)
    })
  }
}

test('openid-client refuses an answer that names another issuer (control: ours passes)', async (t) => {
  const line = await startLine()
  t.after(() => line.stop())
  const config = await openid.discovery(new URL(line.issuer), 'public', undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'read:documents',
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const callback = await new Person().allow(url)
  const checks = { pkceCodeVerifier: verifier, expectedState: state }
  const mixedUp = new URL(callback)
  mixedUp.searchParams.set('iss', 'https://attacker.example')
  await assert.rejects(openid.authorizationCodeGrant(config, mixedUp, checks))
  await openid.authorizationCodeGrant(config, callback, checks)
})

async function assertRead(api: string, token: string): Promise<void> {
  const response = await fetch(`${api}/api/documents/handbook`, {
    headers: { authorization: `Bearer ${token}` },
  })
  assert.equal(response.status, 200)
}
