import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'
import { Person } from '../../test/end-to-end/support/person.ts'
import { startLine } from '../../test/end-to-end/support/start-line.ts'

const redirect_uri = 'http://127.0.0.1/callback'

/** What an attacker's server could put in place of our `iss`. */
function forgeries(issuer: string): readonly (readonly [string, string | undefined])[] {
  return [
    ['missing', undefined],
    ['empty', ''],
    ['another issuer', 'https://evil.example'],
    ['a slash at the end', `${issuer}/`],
    ['a host in upper case', issuer.replace('localhost', 'LOCALHOST')],
    ['another port', `${issuer}0`],
  ]
}

/** The answer that alice's browser brings back, with `iss` in another form. */
function withIssuer(callback: URL, iss: string | undefined): URL {
  const url = new URL(callback)
  if (iss === undefined) url.searchParams.delete('iss')
  else url.searchParams.set('iss', iss)
  return url
}

async function openLine(t: TestContext) {
  const line = await startLine()
  t.after(() => line.stop())
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'public',
    redirect_uri,
    scope: 'read:documents',
    state,
    resource: line.api,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const callback = await new Person().allow(new URL(`${line.issuer}/authorize?${query}`))
  return { line, verifier, state, callback }
}

test('ISS-02 C08 openid-client refuses an answer that is not from our issuer before it redeems the code', async (t) => {
  const { line, verifier, state, callback } = await openLine(t)
  const asked: string[] = []
  const config = await openid.discovery(new URL(line.issuer), 'public', undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  config[openid.customFetch] = (url, options) => {
    asked.push(url)
    return fetch(url, options as RequestInit)
  }
  const checks = { pkceCodeVerifier: verifier, expectedState: state }
  const refused = { code: 'OAUTH_INVALID_RESPONSE' }
  for (const [what, iss] of forgeries(line.issuer)) {
    const forged = withIssuer(callback, iss)
    await assert.rejects(openid.authorizationCodeGrant(config, forged, checks), refused, what)
  }
  assert.deepEqual(asked, [])
  const tokens = await openid.authorizationCodeGrant(config, callback, checks)
  assert.notEqual(tokens.access_token, '')
  assert.equal(asked.length, 1)
})

test('ISS-02 C08 oauth4webapi refuses an answer that is not from our issuer', async (t) => {
  const { line, state, callback } = await openLine(t)
  const issuer = new URL(line.issuer)
  const server = await oauth4webapi.processDiscoveryResponse(
    issuer,
    await oauth4webapi.discoveryRequest(issuer, {
      algorithm: 'oauth2',
      [oauth4webapi.allowInsecureRequests]: true,
    }),
  )
  const client = { client_id: 'public' }
  for (const [what, iss] of forgeries(line.issuer)) {
    const forged = withIssuer(callback, iss)
    assert.throws(
      () => oauth4webapi.validateAuthResponse(server, client, forged, state),
      /iss/,
      what,
    )
  }
  assert.ok(oauth4webapi.validateAuthResponse(server, client, callback, state).has('code'))
})
