import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ask, assertProceeds, assertToldClient } from '../support/authorization-outcomes.ts'
import { issuer, openAuthority, redirectUri, saveClient } from '../support/open-authority.ts'
import { answerOf, type Changes, forgetConsents, Person } from '../support/person.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)
await alice.code()

async function deny(changes: Changes = {}): Promise<URLSearchParams> {
  await forgetConsents(bench)
  return answerOf(await alice.submit(await alice.open(changes), { decision: 'deny' }))
}

test('ISS-01 every authorization response says who sent it, errors included', async () => {
  const success = await alice.grant()
  assert.equal(success.get('iss'), issuer)
  assert.notEqual(success.get('code'), null)
  const denied = await deny()
  assert.equal(denied.get('error'), 'access_denied')
  assert.equal(denied.get('iss'), issuer)
  for (const [changes, error] of [
    [{ scope: 'bogus' }, 'invalid_scope'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ resource: 'https://other.example' }, 'invalid_target'],
  ] as const) {
    const answer = await assertToldClient(bench, changes, error)
    assert.deepEqual(answer.getAll('iss'), [issuer])
  }
  const bob = new Person(bench)
  const notEntitled = await bob.signIn(await bob.open({ scope: 'write:documents' }), 'bob')
  const answer = new URL(notEntitled.location ?? '').searchParams
  assert.equal(answer.get('error'), 'access_denied')
  assert.equal(answer.get('iss'), issuer)
})

test('ISS-01 an iss in the request changes nothing', async () => {
  const answer = await alice.grant({ iss: 'https://evil.example' })
  assert.deepEqual(answer.getAll('iss'), [issuer])
})

test('O21-30 state comes back as it was sent, on success and on error', async () => {
  const states = [
    'a + b',
    '100%',
    'x&code=evil',
    'a=b',
    'Grüße',
    '%2B%26',
    '\'"<>`\\',
    '\r\n',
    '  ',
  ]
  for (const state of [...states, 's'.repeat(2048), '+%&=ü'.repeat(200)]) {
    assert.deepEqual((await alice.grant({ state })).getAll('state'), [state])
    assert.deepEqual((await deny({ state })).getAll('state'), [state])
    const refused = await assertToldClient(bench, { state, scope: 'bogus' }, 'invalid_scope')
    assert.deepEqual(refused.getAll('state'), [state])
    assert.equal(refused.get('code'), null)
  }
})

test('O21-30 state reads the same for a client that decodes percent signs alone', async () => {
  const state = 'a + b & c'
  await forgetConsents(bench)
  const page = await alice.open({ state })
  const location = (await alice.submit(page, { decision: 'allow' })).headers.get('location') ?? ''
  const raw = /[?&]state=([^&]*)/.exec(location)?.[1] ?? ''
  assert.equal(decodeURIComponent(raw), state)
})

test('O21-30 no state in, no state out', async () => {
  assert.equal((await alice.grant()).get('state'), 'the state')
  assert.equal((await alice.grant({ state: undefined })).get('state'), null)
  assert.equal((await alice.grant({ state: '' })).get('state'), null)
})

test('O21-31 B10 an error description keeps to its characters whatever was sent', async () => {
  const hostile = '"\\\r\nSet-Cookie: a=b\u0000é<script>'
  await assertProceeds(bench, { state: hostile, nonce: hostile })
  for (const [changes, error] of [
    [{ scope: hostile }, 'invalid_scope'],
    [{ scope: 'x\r\nSet-Cookie: a=b' }, 'invalid_scope'],
    [{ response_type: hostile }, 'unsupported_response_type'],
    [{ response_mode: hostile }, 'invalid_request'],
    [{ code_challenge: hostile }, 'invalid_request'],
    [{ code_challenge_method: hostile }, 'invalid_request'],
    [{ resource: hostile }, 'invalid_target'],
    [{ request: hostile }, 'request_not_supported'],
    [{ registration: hostile }, 'registration_not_supported'],
    [{ prompt: hostile }, 'invalid_request'],
    [{ max_age: hostile }, 'invalid_request'],
    [{ acr_values: hostile }, 'unmet_authentication_requirements'],
    [{ id_token_hint: hostile }, 'invalid_request'],
    [{ state: hostile, scope: 'bogus' }, 'invalid_scope'],
  ] as const) {
    const answer = await assertToldClient(bench, changes, error)
    for (const name of ['error', 'error_description', 'error_uri']) {
      assert.match(answer.get(name) ?? '', /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/)
    }
    const response = await ask(bench, changes)
    assert.deepEqual(response.headers.getSetCookie(), [])
    assert.match(response.headers.get('location') ?? '', /^[\x21-\x7e]+$/)
  }
})

test('the answer is added to the query that the registered URI has', async () => {
  const redirect_uri = `${redirectUri}?tenant=1`
  await saveClient(bench.store, { client_id: 'tenant', redirect_uris: [redirect_uri] })
  const page = await alice.open({ client_id: 'tenant', redirect_uri })
  const response = await alice.submit(page, { decision: 'allow' })
  const location = response.headers.get('location') ?? ''
  assert.ok(location.startsWith(`${redirect_uri}&code=`), location)
})
