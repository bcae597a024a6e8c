import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { identify, openIdentity } from '../support/identity.ts'
import { documentsApi, issuer, openAuthority, saveClient } from '../support/open-authority.ts'
import { answerOf, basic, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import { assertIssued, newTokens } from '../support/token-outcomes.ts'

test('AT-07 a token says when and how its person signed in, also after a refresh, and none where there is no person', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const signedInAt = bench.clock.nowMs() / 1000
  const { accessToken, refreshToken } = await newTokens(bench, alice)
  bench.clock.advanceSeconds(300)
  const refreshed = assertIssued(await refreshRequest(bench, refreshToken))
  for (const token of [accessToken, refreshed.accessToken]) {
    const { auth_time, acr, amr } = decodeJwt(token)
    assert.deepEqual([auth_time, acr, amr], [signedInAt, '1', ['pwd']])
  }
  const { secrets = [] } = (await bench.store.clients.find('conf')) ?? {}
  await saveClient(bench.store, {
    client_id: 'robot',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    secrets,
  })
  const issued = await tokenRequest(
    bench,
    { grant_type: 'client_credentials', client_id: undefined, code_verifier: undefined },
    { headers: basic('robot', 'secret-of-conf-0123456789abcdef0123456789') },
  )
  const claims = decodeJwt(String(issued.body.access_token))
  for (const name of ['auth_time', 'acr', 'amr', 'sid']) assert.ok(!(name in claims), name)
})

test('AT-09 an API may have RS256 instead of the default, and others verify it', async (t) => {
  const { options } = await openAuthority()
  const [documents, reports] = options.resources
  assert.ok(documents !== undefined && reports !== undefined)
  const resources = [{ ...documents, algorithm: 'RS256' }, reports] as const
  const bench = await openAuthority({ resources })
  t.after(() => bench.close())
  const { accessToken } = await newTokens(bench, new Person(bench))
  assert.equal(decodeProtectedHeader(accessToken).alg, 'RS256')
  const jwks = await bench.authority.fetch(new Request(`${issuer}/jwks`), {
    peer: { address: '203.0.113.7' },
  })
  const verify = (algorithm: string) =>
    jwtVerify(accessToken, createLocalJWKSet(JSON.parse(JSON.stringify(keys))), {
      issuer,
      audience: documentsApi,
      typ: 'at+jwt',
      algorithms: [algorithm],
      currentDate: new Date(bench.clock.nowMs()),
    })
  const keys = await jwks.json()
  assert.equal((await verify('RS256')).payload.sub, 'user-alice')
  await assert.rejects(verify('ES256'))
})

test('JWT-05 an ID token is no access token, an access token no hint of a person', async (t) => {
  const bench = await openIdentity()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const { idToken, accessToken } = await identify(alice, bench)
  const ask = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    return (await alice.fetch('/userinfo', { headers })).status
  }
  assert.equal(await ask(accessToken), 200)
  assert.equal(await ask(idToken), 401)
  const hinted = async (id_token_hint: string) => {
    const asked = { client_id: 'web', scope: 'openid', prompt: 'none', id_token_hint }
    const answer = answerOf((await alice.open(asked)).response)
    return answer.has('code') ? 'a code' : answer.get('error')
  }
  assert.equal(await hinted(accessToken), 'invalid_request')
  assert.equal(await hinted(idToken), 'a code')
})
