import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { makeClientKey, presenting, writeAssertion } from '../support/assertions.ts'
import { openAuthority, saveClient, secretOf } from '../support/open-authority.ts'
import { basic } from '../support/person.ts'
import { asPublic, pushed, pushRequest } from '../support/pushing.ts'
import { assertRefused, reasonsOf } from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())

test('PAR-04 a request is accepted with a reference that nobody can guess, for a minute', async () => {
  const { status, body, response } = await pushRequest(bench)
  assert.equal(status, 201)
  assert.deepEqual(Object.keys(body).sort(), ['expires_in', 'request_uri'])
  assert.equal(body.expires_in, 60)
  assert.match(String(body.request_uri), /^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$/)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const references = await Promise.all(Array.from({ length: 20 }, () => pushed(bench)))
  assert.equal(new Set(references).size, 20)
})

test('PAR-01 I03 the client proves who it is as at the token endpoint', async () => {
  for (const [what, headers, changes] of [
    ['no secret', asPublic, {}],
    ['wrong secret', basic('conf', 'x'.repeat(40)), {}],
    ['wrong method', {}, { client_secret: secretOf('conf') }],
    ['bearer', { authorization: 'Bearer x' }, {}],
    ['unknown client', basic('nobody', secretOf('nobody')), { client_id: 'nobody' }],
    ['two clients', {}, { client_id: 'app' }],
  ] as const) {
    const { status, body } = await pushRequest(bench, changes, {
      headers,
      address: '198.51.100.1',
    })
    const isAmbiguous = what === 'wrong method' || what === 'two clients'
    assert.equal(status, isAmbiguous ? 400 : 401, what)
    assert.equal(body.error, isAmbiguous ? 'invalid_request' : 'invalid_client', what)
  }
  assert.equal((await pushRequest(bench)).status, 201)
})

test('PAR-01 a public client names itself, a client with a key signs', async () => {
  const key = await makeClientKey()
  await saveClient(bench.store, {
    client_id: 'signer',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [key.publicJwk] },
  })
  const asApp = await pushRequest(bench, { client_id: 'app' }, { headers: asPublic })
  assert.equal(asApp.status, 201)
  const signed = { ...presenting(await writeAssertion('signer', key)), client_id: 'signer' }
  const sign = () => pushRequest(bench, signed, { headers: asPublic })
  assert.equal((await sign()).status, 201)
  assertRefused(await sign(), 401, 'invalid_client', 'replayed')
})

test('PAR-02 I03 a request that is pushed refers to no other', async () => {
  const requestUri = await pushed(bench)
  for (const request_uri of [requestUri, 'https://evil.example/request', 'urn:x']) {
    assertRefused(await pushRequest(bench, { request_uri }), 400, 'invalid_request', request_uri)
  }
  assertRefused(await pushRequest(bench, { request: 'e30.e30.' }), 400, 'request_not_supported')
})

test('PAR-03 what /authorize would refuse is refused here, to the client itself', async () => {
  for (const [changes, error] of [
    [{ redirect_uri: 'https://evil.example/callback' }, 'invalid_request'],
    [{ redirect_uri: undefined }, 'invalid_request'],
    [{ client_id: undefined }, 'invalid_request'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ response_type: undefined }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ response_mode: 'fragment' }, 'invalid_request'],
    [{ scope: 'admin:users' }, 'invalid_scope'],
    [{ scope: 'read"documents' }, 'invalid_scope'],
    [{ resource: 'https://other.example' }, 'invalid_target'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ acr_values: 'urn:none' }, 'unmet_authentication_requirements'],
    [{ id_token_hint: 'x' }, 'invalid_request'],
    [{ state: ['a', 'b'] }, 'invalid_request'],
  ] as const) {
    const answer = await pushRequest(bench, changes)
    assertRefused(answer, 400, error, JSON.stringify(changes))
    assert.equal(answer.response.headers.get('location'), null)
  }
  assert.equal((await pushRequest(bench)).status, 201)
  const reasons = await reasonsOf(bench, 'authorization.refused')
  assert.ok(reasons.includes('unregistered_redirect_uri') && reasons.includes('invalid_scope'))
})

test('PAR-03 a client without the grant may not push', async () => {
  await saveClient(bench.store, { client_id: 'idle', grant_types: ['refresh_token'] })
  const push = (client_id: string) => pushRequest(bench, { client_id }, { headers: asPublic })
  assertRefused(await push('idle'), 400, 'unauthorized_client')
  assert.equal((await push('app')).status, 201)
})

test('I03 only a form of reasonable size is read, and only by POST', async () => {
  const json = { 'content-type': 'application/json' }
  assertRefused(await pushRequest(bench, {}, { headers: json }), 400, 'invalid_request')
  const large = await pushRequest(bench, { state: 'x'.repeat(1_000_000) })
  assertRefused(large, 413, 'invalid_request')
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const { status, response } = await pushRequest(bench, {}, { method })
    assert.equal(status, 405, method)
    assert.equal(response.headers.get('allow'), 'POST, OPTIONS', method)
  }
  const inUrl = await pushRequest(bench, {}, { url: '/par?scope=read:documents' })
  assertRefused(inUrl, 400, 'invalid_request')
})

test('metadata says where requests are pushed, and whether they must be', async () => {
  const read = async (authority: typeof bench.authority) => {
    const url = 'https://auth.example/.well-known/oauth-authorization-server'
    const response = await authority.fetch(new Request(url), { peer: { address: '203.0.113.7' } })
    const metadata: Record<string, unknown> = await response.json()
    return [
      metadata.pushed_authorization_request_endpoint,
      metadata.require_pushed_authorization_requests,
    ]
  }
  assert.deepEqual(await read(bench.authority), ['https://auth.example/par', false])
  const strict = await openAuthority({ requirePushedAuthorizationRequests: true })
  assert.deepEqual(await read(strict.authority), ['https://auth.example/par', true])
  await strict.close()
})
