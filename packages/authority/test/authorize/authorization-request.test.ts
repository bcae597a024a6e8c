import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  ask,
  assertProceeds,
  assertToldClient,
  assertToldPerson,
} from '../support/authorization-outcomes.ts'
import { issuer, openAuthority, redirectUri, saveClient } from '../support/open-authority.ts'
import { authorizeUrl, challengeOf, forgetConsents, Person, verifier } from '../support/person.ts'

const bench = await openAuthority()
after(() => bench.close())

test('O21-03 BCP-01 C01 a request without code_challenge is refused, for public and confidential clients', async () => {
  for (const client_id of ['app', 'conf']) {
    await assertProceeds(bench, { client_id })
    const without = { client_id, code_challenge: undefined, code_challenge_method: undefined }
    await assertToldClient(bench, without, 'invalid_request')
    await assertToldClient(bench, { client_id, code_challenge: undefined }, 'invalid_request')
  }
})

test('PKCE-01 C02 plain and a missing method are refused', async () => {
  await assertProceeds(bench)
  const plain = { code_challenge: verifier, code_challenge_method: 'plain' }
  await assertToldClient(bench, plain, 'invalid_request')
  await assertToldClient(bench, { code_challenge_method: 'plain' }, 'invalid_request')
  await assertToldClient(bench, { code_challenge_method: undefined }, 'invalid_request')
})

test('PKCE-03 a challenge is 43 characters of base64url', async () => {
  const challenge = challengeOf(verifier)
  await assertProceeds(bench, { code_challenge: challenge })
  for (const code_challenge of [
    challenge.slice(0, 42),
    `${challenge}A`,
    `${challenge}=`,
    `${challenge.slice(0, 42)}=`,
    `${challenge.slice(0, 42)}+`,
    `${challenge.slice(0, 42)}/`,
    `${challenge.slice(0, 42)} `,
    `${challenge}\n`,
  ]) {
    await assertToldClient(bench, { code_challenge }, 'invalid_request')
  }
})

test('PKCE-04 the method is S256 to the letter', async () => {
  await assertProceeds(bench, { code_challenge_method: 'S256' })
  for (const code_challenge_method of ['s256', 'S512', 'S256 ', ' S256', 'S-256', 'sha256']) {
    await assertToldClient(bench, { code_challenge_method }, 'invalid_request')
  }
})

test('O21-08 only response type code exists', async () => {
  await assertProceeds(bench, { response_type: 'code' })
  for (const response_type of [
    'token',
    'id_token token',
    'code token',
    'code id_token',
    'none',
    'Code',
    'code ',
  ]) {
    const answer = await assertToldClient(bench, { response_type }, 'unsupported_response_type')
    assert.equal(answer.get('access_token'), null)
  }
  await assertToldClient(bench, { response_type: undefined }, 'invalid_request')
})

test('O21-09 a repeated parameter is an error', async () => {
  await assertProceeds(bench, { scope: ['read:documents'] })
  for (const changes of [
    { scope: ['read:documents', 'write:documents'] },
    { scope: ['read:documents', 'read:documents'] },
    { state: ['one', 'two'] },
    { code_challenge: [challengeOf(verifier), challengeOf('another')] },
    { code_challenge_method: ['S256', 'plain'] },
    { response_type: ['code', 'token'] },
    { nobody_knows: ['one', 'two'] },
  ]) {
    await assertToldClient(bench, changes, 'invalid_request')
  }
  for (const changes of [
    { client_id: ['app', 'other'] },
    { client_id: ['app', 'app'] },
    { redirect_uri: [redirectUri, redirectUri] },
  ]) {
    await assertToldPerson(await ask(bench, changes), JSON.stringify(changes))
  }
})

test('O21-09 the repetition of state is not echoed back as either of them', async () => {
  const once = await assertToldClient(bench, { state: ['one'], scope: 'bogus' }, 'invalid_scope')
  assert.equal(once.get('state'), 'one')
  const twice = await assertToldClient(bench, { state: ['one', 'two'] }, 'invalid_request')
  assert.equal(twice.get('state'), null)
})

test('O21-10 an empty parameter is an absent one, an unknown parameter is ignored', async () => {
  await assertProceeds(bench, { foo: 'bar', nonce: 'n', display: 'page', ui_locales: 'de' })
  await assertProceeds(bench, { request: '', request_uri: '', response_mode: '' })
  await assertToldClient(bench, { code_challenge: '' }, 'invalid_request')
  const alice = new Person(bench)
  await alice.code()
  const [empty, absent] = [await alice.open({ scope: '' }), await alice.open({ scope: undefined })]
  const shown = (text: string) => [...text.matchAll(/<li>([^<]*)<\/li>/g)].map((match) => match[1])
  assert.deepEqual(shown(empty.text), ['use read:documents', 'use write:documents'])
  assert.deepEqual(shown(empty.text), shown(absent.text))
})

test('request objects and other response modes are refused, not half understood', async () => {
  await assertProceeds(bench, { response_mode: 'query' })
  const unsigned = 'eyJhbGciOiJub25lIn0.e30.'
  await assertToldClient(bench, { request: unsigned }, 'request_not_supported')
  await assertToldClient(bench, { registration: '{}' }, 'registration_not_supported')
  for (const changes of [
    { response_mode: 'fragment' },
    { response_mode: 'form_post', state: '"><script>alert(1)</script>' },
    { response_mode: 'web_message' },
  ]) {
    await assertToldClient(bench, changes, 'invalid_request')
  }
})

test('B11 a refused response mode neither runs a script nor becomes a fragment', async () => {
  const state = '"><script>alert(1)</script>'
  await assertProceeds(bench, { state })
  for (const response_mode of ['form_post', 'fragment']) {
    const response = await ask(bench, { response_mode, state })
    assert.equal(await response.text(), '')
    assert.doesNotMatch(response.headers.get('location') ?? '', /[<>"#]/)
  }
})

test('a client without the grant type may not ask for a code', async () => {
  await saveClient(bench.store, { client_id: 'tokens-only', grant_types: ['authorization_code'] })
  await assertProceeds(bench, { client_id: 'tokens-only' })
  await saveClient(bench.store, { client_id: 'tokens-only', grant_types: ['refresh_token'] })
  await assertToldClient(bench, { client_id: 'tokens-only' }, 'unauthorized_client')
})

test('O21-26 the authorization endpoint has no cross-origin access', async () => {
  const person = new Person(bench)
  const origin = { origin: 'https://app.example' }
  const token = await person.fetch('/token', {
    method: 'OPTIONS',
    headers: { ...origin, 'access-control-request-method': 'POST' },
  })
  assert.equal(token.headers.get('access-control-allow-origin'), 'https://app.example')
  for (const path of [authorizeUrl(), authorizeUrl({ client_id: 'nope' }), `${issuer}/sign-in`]) {
    for (const method of ['GET', 'OPTIONS']) {
      const headers = { ...origin, 'access-control-request-method': 'GET' }
      const response = await person.fetch(path, { method, headers })
      assert.equal(response.headers.get('access-control-allow-origin'), null)
      assert.equal(response.headers.get('access-control-allow-methods'), null)
    }
  }
})

test('O21-27 no page can be framed, error pages included', async () => {
  await forgetConsents(bench)
  const person = new Person(bench)
  const signInPage = await person.open()
  const consentPage = await person.signIn(signInPage)
  const pages = [
    signInPage.response,
    consentPage.response,
    await person.fetch(authorizeUrl({ client_id: 'nope' })),
    await person.fetch(authorizeUrl({ redirect_uri: 'https://evil.example' })),
    await person.fetch('/sign-in'),
    await person.fetch('/consent?interaction=nope'),
    await person.fetch('/authorize/resume'),
    await person.submit({ ...consentPage, hidden: {} }, {}),
  ]
  for (const page of pages) {
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
    assert.equal(page.headers.get('x-frame-options'), 'DENY')
  }
})

test('state of up to 2,048 characters comes back, longer is refused at the client', async () => {
  await assertProceeds(bench, { state: 's'.repeat(2048) })
  await assertToldClient(bench, { state: 's'.repeat(2049) }, 'invalid_request')
})

test('a request of more than 8 kB is refused to the person, whatever makes it long', async () => {
  const lengthOf = (filler: string) => authorizeUrl({ filler }).length
  const room = 8192 - lengthOf('')
  await assertProceeds(bench, { filler: 'x'.repeat(room) })
  await assertToldPerson(await ask(bench, { filler: 'x'.repeat(room + 1) }), 'too long')
})

test('O21-30 a query that is not percent-encoded UTF-8 is refused, never given back changed', async () => {
  const alice = new Person(bench)
  const withState = (state: string) => authorizeUrl().replace('the+state', state)
  for (const state of ['%FF%FE', '%C3', '%zz', '%', '%ED%A0%80']) {
    await assertToldPerson(await alice.fetch(withState(state)), state)
  }
  const answer = await alice.grant({ state: '\u00fc %+\u{1f511}' })
  assert.equal(answer.get('state'), '\u00fc %+\u{1f511}')
})
