import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { AuthorizationServerMetadata } from '@sallyport/protocol'
import { asWeb, identify, identityScope, openIdentity, readJwt } from '../support/identity.ts'
import { issuer, openAuthority, saveClient } from '../support/open-authority.ts'
import { answerOf, authorizeUrl, Person, tokenRequest } from '../support/person.ts'

const bench = await openIdentity()
after(() => bench.close())
const somebody = new Person(bench)

async function load(): Promise<Required<AuthorizationServerMetadata>> {
  return (await somebody.fetch('/.well-known/openid-configuration')).json()
}

test('META-01 OIDC-07 the document is found in every well-known form, with a path in the issuer too', async (t) => {
  const tenant = await openAuthority({ issuer: 'https://auth.example/t1' })
  t.after(() => tenant.close())
  for (const [at, paths] of [
    [bench, ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']],
    [
      tenant,
      [
        '/.well-known/oauth-authorization-server/t1',
        '/.well-known/openid-configuration/t1',
        '/t1/.well-known/openid-configuration',
      ],
    ],
  ] as const) {
    for (const path of paths) {
      const response = await new Person(at).fetch(path)
      assert.equal(response.status, 200, path)
      assert.equal(response.headers.get('content-type'), 'application/json')
      assert.equal((await response.json()).issuer, at.options.issuer)
    }
  }
})

test('META-02 META-03 M03 no header of a request changes a word of it', async () => {
  const plain = await load()
  assert.equal(plain.issuer, issuer)
  const evil = 'evil.example'
  for (const headers of [
    { host: evil },
    { 'x-forwarded-host': evil, 'x-forwarded-proto': 'http', 'x-forwarded-prefix': '/evil' },
    { forwarded: `host=${evil}` },
  ]) {
    const response = await somebody.fetch('/.well-known/openid-configuration', { headers })
    assert.deepEqual(await response.json(), plain)
  }
})

test('OIDC-07 the document has all that OpenID Connect Discovery demands', async () => {
  const document = await load()
  const addresses = [
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'userinfo_endpoint',
    'end_session_endpoint',
    'jwks_uri',
  ] as const
  for (const name of addresses) {
    assert.match(document[name], /^https:\/\/auth\.example/, name)
  }
  assert.deepEqual(document.response_types_supported, ['code'])
  assert.deepEqual(document.subject_types_supported, ['public'])
  assert.ok(document.id_token_signing_alg_values_supported.includes('RS256'))
  for (const [name, value] of Object.entries(document)) {
    if (Array.isArray(value)) assert.ok(value.length > 0, `${name} is not empty`)
    if (name.includes('_alg_')) assert.doesNotMatch(JSON.stringify(value), /none|HS/)
  }
})

test('META-04 each scope that is listed can be granted, and one that is not listed cannot', async () => {
  const { scopes_supported } = await load()
  assert.deepEqual(scopes_supported.slice(0, 4), ['openid', 'profile', 'email', 'offline_access'])
  const listed = scopes_supported.join(' ')
  await saveClient(bench.store, { client_id: 'every', scope: `${listed} unlisted` })
  for (const scope of scopes_supported) {
    const resource = scope === 'read:reports' ? 'https://api.example/reports' : undefined
    const asked = { client_id: 'every', scope, ...(resource === undefined ? {} : { resource }) }
    assert.equal((await somebody.fetch(authorizeUrl(asked))).status, 303)
    assert.doesNotMatch(
      (await somebody.fetch(authorizeUrl(asked))).headers.get('location') ?? '',
      /error=/,
      scope,
    )
  }
  const unlisted = await somebody.fetch(authorizeUrl({ client_id: 'every', scope: 'unlisted' }))
  assert.equal(answerOf(unlisted).get('error'), 'invalid_scope')
})

test('META-04 each prompt and acr that is listed is understood, and no other', async () => {
  const { prompt_values_supported, acr_values_supported } = await load()
  const alice = new Person(bench)
  await identify(alice, bench)
  for (const prompt of prompt_values_supported) {
    const location = (await alice.fetch(authorizeUrl(asWeb({ prompt })))).headers.get('location')
    assert.doesNotMatch(location ?? '', /error=/, prompt)
  }
  for (const acr_values of acr_values_supported) {
    const { idToken } = await identify(alice, bench, { acr_values })
    assert.equal(readJwt(idToken).claims.acr, acr_values)
  }
  const errorOf = async (changes: Record<string, string>) =>
    answerOf(await alice.fetch(authorizeUrl(asWeb(changes)))).get('error')
  assert.equal(await errorOf({ prompt: 'create' }), 'invalid_request')
  assert.equal(await errorOf({ acr_values: '2' }), 'unmet_authentication_requirements')
})

test('META-04 each algorithm of ID tokens that is listed can be had, and is published', async () => {
  const { id_token_signing_alg_values_supported: algorithms } = await load()
  assert.deepEqual(algorithms, ['RS256', 'ES256'])
  const { keys } = await (await somebody.fetch('/jwks')).json()
  for (const alg of ['RS256', 'ES256'] as const) {
    const client_id = `signs-${alg}`
    await saveClient(bench.store, {
      client_id,
      scope: identityScope,
      id_token_signed_response_alg: alg,
    })
    const code = await new Person(bench).code({ client_id, scope: 'openid' })
    const { body } = await tokenRequest(bench, { client_id, code })
    const { header } = readJwt(String(body.id_token))
    assert.equal(header.alg, alg)
    assert.ok(keys.some((key: { kid: string; alg: string }) => key.kid === header.kid))
  }
})

test('META-04 each claim that is listed is told by the ID token or by userinfo, and no other', async () => {
  const { claims_supported } = await load()
  const scope = 'openid profile email'
  const { idToken, accessToken } = await identify(new Person(bench), bench, { scope, nonce: 'n' })
  const headers = { authorization: `Bearer ${accessToken}` }
  const told = await (await somebody.fetch('/userinfo', { headers })).json()
  const names = new Set([...Object.keys(readJwt(idToken).claims), ...Object.keys(told)])
  assert.deepEqual([...names].sort(), [...claims_supported].sort())
})

test('META-04 what is said not to be supported is refused or passed over', async () => {
  const document = await load()
  assert.equal(document.request_parameter_supported, false)
  assert.equal(document.request_uri_parameter_supported, false)
  assert.equal(document.claims_parameter_supported, false)
  const request = await somebody.fetch(authorizeUrl(asWeb({ request: 'e30.e30.' })))
  assert.equal(answerOf(request).get('error'), 'request_not_supported')
  const claims = JSON.stringify({ id_token: { email: { essential: true } } })
  const { idToken } = await identify(new Person(bench), bench, { claims })
  assert.equal('email' in readJwt(idToken).claims, false)
})
