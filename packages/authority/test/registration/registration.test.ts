import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import type { RegistrationOptions } from '../../src/index.ts'
import { type Bench, issuer, openAuthority } from '../support/open-authority.ts'
import { answerOf, basic, Person, tokenRequest } from '../support/person.ts'
import { metadata, registerClient } from '../support/registration.ts'

const open: RegistrationOptions = {
  initialAccessTokens: [],
  scope: ['read:documents', 'openid'],
  grantTypes: ['authorization_code', 'refresh_token'],
  unusedSeconds: 30 * 86_400,
}

async function openBench(t: TestContext, rules: Partial<RegistrationOptions> = {}): Promise<Bench> {
  const bench = await openAuthority({ registration: { ...open, ...rules } })
  t.after(() => bench.close())
  return bench
}

test('a client registers itself and gets everything that it is registered as', async (t) => {
  const bench = await openBench(t)
  const { status, body, response } = await registerClient(bench, {
    client_name: 'My app',
    'client_name#fr': 'Mon app',
    grant_types: ['authorization_code', 'refresh_token'],
    software_version: '1.0',
  })
  const { client_id, client_secret, registration_access_token: token, ...rest } = body
  assert.equal(status, 201)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.ok(String(client_secret).length >= 43 && String(token).length >= 43)
  assert.deepEqual(rest, {
    client_id_issued_at: bench.clock.nowMs() / 1000,
    client_secret_expires_at: 0,
    registration_client_uri: `${issuer}/register/${client_id}`,
    client_name: 'My app',
    redirect_uris: metadata.redirect_uris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'read:documents openid',
  })
  const kept = JSON.stringify(await bench.store.clients.find(String(client_id)))
  assert.ok(!kept.includes(String(client_secret)) && !kept.includes(String(token)))
  const events = JSON.stringify(await bench.events())
  assert.ok(!events.includes(String(client_secret)) && !events.includes(String(token)))
  const [event] = await bench.events()
  assert.deepEqual(
    [event?.type, event?.outcome, event?.clientId, event?.reasons],
    ['client.changed', 'success', client_id, ['registered']],
  )
})

test('a client that registered itself gets tokens, with its secret and with no other', async (t) => {
  const bench = await openBench(t)
  const { body } = await registerClient(bench)
  const client_id = String(body.client_id)
  const person = new Person(bench)
  const code = () => person.code({ client_id, redirect_uri: 'https://new.example/cb' })
  const redirect_uri = 'https://new.example/cb'
  const ask = async (secret: string) =>
    tokenRequest(
      bench,
      { client_id: undefined, code: await code(), redirect_uri },
      { headers: basic(client_id, secret) },
    )
  assert.equal((await ask('wrong')).status, 401)
  const issued = await ask(String(body.client_secret))
  assert.equal(issued.status, 200)
  assert.equal(issued.body.refresh_token, undefined)
})

test('CIMD-09 ids are chosen here, and never look like the address of a document', async (t) => {
  const bench = await openBench(t)
  const chosen = { client_id: 'https://evil.example/id', client_secret: 'chosen-chosen-chosen' }
  const ids = new Set<unknown>()
  for (let i = 0; i < 20; i += 1) {
    const { body } = await registerClient(bench, chosen)
    assert.match(String(body.client_id), /^[\w-]{22}$/)
    assert.notEqual(body.client_secret, chosen.client_secret)
    ids.add(body.client_id)
  }
  assert.equal(ids.size, 20)
  assert.equal(await bench.store.clients.find(chosen.client_id), undefined)
})

test('DCR-01 J01 a redirect URI that may not be registered is refused, one that may is not', async (t) => {
  const bench = await openBench(t)
  for (const uri of [
    'javascript:alert(1)',
    'data:text/html,x',
    'https://*.example/cb',
    'http://app.example/cb',
    'https://app.example/cb#f',
    'myapp:/cb',
    'https://user@app.example/cb',
  ]) {
    const { status, body } = await registerClient(bench, { redirect_uris: [uri] })
    assert.deepEqual([status, body.error], [400, 'invalid_redirect_uri'], uri)
    assert.match(String(body.error_description), /^redirect_uris\[0\] /)
  }
  for (const uri of ['http://127.0.0.1/cb', 'com.example.app:/cb', 'https://app.example/cb?a=b']) {
    assert.equal((await registerClient(bench, { redirect_uris: [uri] })).status, 201, uri)
  }
})

test('a description is plain ASCII, and repeats nothing of what it refuses', async (t) => {
  const bench = await openBench(t)
  const canary = 'canary"\\\u2026'
  for (const wrong of [
    { redirect_uris: ['https:/canary'] },
    { redirect_uris: [canary] },
    { scope: canary },
    { jwks: canary },
    { grant_types: canary },
    { token_endpoint_auth_method: canary },
    { client_name: `${canary}\n` },
  ]) {
    const { status, body } = await registerClient(bench, wrong)
    assert.equal(status, 400)
    assert.match(String(body.error_description), /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    assert.ok(!String(body.error_description).includes('canary'))
  }
})

test('DCR-03 J01 a client gets no scope, grant or method beyond the policy', async (t) => {
  const bench = await openBench(t)
  const scoped = await registerClient(bench, { scope: 'admin:users read:documents' })
  assert.deepEqual([scoped.status, scoped.body.scope], [201, 'read:documents openid'])
  const grants = ['authorization_code', 'client_credentials', 'password', 'implicit']
  const granted = await registerClient(bench, { grant_types: grants })
  assert.deepEqual(granted.body.grant_types, ['authorization_code'])
  for (const grant_types of [['client_credentials'], ['implicit'], [], ['refresh_token']]) {
    const { status, body } = await registerClient(bench, { grant_types })
    assert.deepEqual([status, body.error], [400, 'invalid_client_metadata'])
  }
  const method = { token_endpoint_auth_method: 'tls_client_auth' }
  assert.equal((await registerClient(bench, method)).status, 400)
  assert.equal((await registerClient(bench, { response_types: ['token'] })).status, 400)
})

test('DCR-03 J01 client_credentials needs a policy that has it, and a client that authenticates', async (t) => {
  const grantTypes = ['authorization_code', 'client_credentials']
  const bench = await openBench(t, { grantTypes })
  const asked = { grant_types: ['client_credentials'], redirect_uris: [] }
  const issued = await registerClient(bench, asked)
  assert.deepEqual(issued.body.grant_types, ['client_credentials'])
  assert.deepEqual(issued.body.response_types, [])
  const open = await registerClient(bench, { ...asked, token_endpoint_auth_method: 'none' })
  assert.deepEqual([open.status, open.body.error], [400, 'invalid_client_metadata'])
})

test('DCR-03 J01 nothing of ours can be set from outside', async (t) => {
  const bench = await openBench(t)
  const { body } = await registerClient(bench, {
    origin: 'operator',
    status: 'disabled',
    secrets: [],
    registration: { tokenDigest: 'x', expiresAt: 9e9 },
    createdAt: 1,
    role: 'admin',
    ...JSON.parse('{"__proto__":{"origin":"operator"}}'),
  })
  const client = await bench.store.clients.find(String(body.client_id))
  assert.equal(client?.origin, 'registration')
  assert.equal(client.status, 'active')
  assert.equal(client.secrets.length, 1)
  assert.equal(client.registration?.expiresAt, bench.clock.nowMs() / 1000 + open.unusedSeconds)
  assert.deepEqual(Object.keys(client).sort(), [
    'client_id',
    'createdAt',
    'grant_types',
    'origin',
    'redirect_uris',
    'registration',
    'scope',
    'secrets',
    'status',
    'token_endpoint_auth_method',
    'updatedAt',
  ])
})

test('DCR-04 an address that leads inwards is not registered, and none is fetched', async (t) => {
  const bench = await openBench(t)
  const keys = { token_endpoint_auth_method: 'private_key_jwt' }
  for (const uri of ['http://127.0.0.1/x', 'http://app.example/x', 'file:///etc/passwd']) {
    for (const asked of [
      { ...keys, jwks_uri: uri },
      { backchannel_logout_uri: uri },
      { logo_uri: uri },
      { client_uri: uri },
    ]) {
      assert.equal((await registerClient(bench, asked)).status, 400, JSON.stringify(asked))
    }
  }
  const uri = 'https://app.example/x'
  assert.equal((await registerClient(bench, { ...keys, jwks_uri: uri })).status, 201)
  // What nobody reads is not fetched either: the bench has no network, and would answer with a fault.
  const unread = {
    sector_identifier_uri: 'http://127.0.0.1/x',
    request_uris: ['http://127.0.0.1/'],
  }
  assert.equal((await registerClient(bench, unread)).status, 201)
})

test('DCR-07 without its initial access token nobody registers', async (t) => {
  const token = 'initial-access-token-of-the-tests-0001'
  const initialAccessTokens = [new Secret('another-one-another-one-another-one'), new Secret(token)]
  const bench = await openBench(t, { initialAccessTokens })
  for (const authorization of [undefined, '', 'Bearer wrong', `Basic ${token}`, token, 'Bearer ']) {
    const headers = authorization === undefined ? {} : { authorization }
    const { status, body, response } = await registerClient(bench, {}, { headers })
    assert.deepEqual([status, body.error], [401, 'invalid_token'], authorization)
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer realm="sallyport"/)
  }
  assert.equal((await bench.store.clients.list()).length, 5)
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await registerClient(bench, {}, { headers })).status, 201)
  assert.ok(!JSON.stringify(await bench.events()).includes(token))
})

test('DCR-07 J03 one address registers only so often, and all together only so often', async (t) => {
  const bench = await openBench(t)
  const statuses = new Map<number, number>()
  const count = (status: number) => statuses.set(status, (statuses.get(status) ?? 0) + 1)
  for (let i = 0; i < 40; i += 1) count((await registerClient(bench)).status)
  assert.deepEqual(
    [...statuses],
    [
      [201, 30],
      [429, 10],
    ],
  )
  const limited = await registerClient(bench)
  assert.ok(Number(limited.response.headers.get('retry-after')) > 0)
  for (let i = 0; i < 600; i += 1) {
    count((await registerClient(bench, {}, { address: `198.51.${i >> 8}.${i & 255}` })).status)
  }
  assert.equal(statuses.get(201), 600)
  bench.clock.advanceSeconds((3600 * 13) / 12 + 1)
  assert.equal((await registerClient(bench)).status, 201)
})

test('DCR-07 J03 a body that is too large, no JSON or ambiguous is refused', async (t) => {
  const bench = await openBench(t)
  const large = {
    redirect_uris: Array.from({ length: 10_000 }, (_, i) => `https://a.example/${i}`),
  }
  assert.equal((await registerClient(bench, large)).status, 413)
  for (const text of [
    '',
    '[]',
    '{',
    '{"redirect_uris":[],"redirect_uris":["https://a.example"]}',
  ]) {
    const { status, body } = await registerClient(bench, {}, { text })
    assert.deepEqual([status, body.error], [400, 'invalid_client_metadata'], text)
  }
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', '']) {
    const headers = { 'content-type': type }
    assert.equal((await registerClient(bench, {}, { headers })).status, 400, type)
  }
  assert.equal((await registerClient(bench)).status, 201)
})

test('DCR-07 J03 an unused client is forgotten, a used one lives on', async (t) => {
  const bench = await openBench(t)
  const unused = String((await registerClient(bench)).body.client_id)
  const used = await registerClient(bench, { token_endpoint_auth_method: 'none' })
  const client_id = String(used.body.client_id)
  const redirect_uri = 'https://new.example/cb'
  bench.clock.advanceSeconds(20 * 86_400)
  // Naming it is no use of it.
  await tokenRequest(bench, { client_id: unused, code: 'wrong' })
  const code = await new Person(bench).code({ client_id, redirect_uri })
  assert.equal((await tokenRequest(bench, { client_id, code, redirect_uri })).status, 200)
  bench.clock.advanceSeconds(10 * 86_400)
  const before = await new Person(bench).open({ client_id: unused, redirect_uri })
  assert.match(before.text, /not registered/)
  await bench.authority.prune()
  assert.equal(await bench.store.clients.find(unused), undefined)
  assert.notEqual(await bench.store.clients.find(client_id), undefined)
})

test('DCR-02 the pages say that nobody vouches for the client, and escape its name', async (t) => {
  const bench = await openBench(t)
  const name = {
    client_name: '<script>alert(1)</script>',
    logo_uri: 'https://new.example/logo.svg',
  }
  const { body } = await registerClient(bench, name)
  const request = { client_id: String(body.client_id), redirect_uri: 'https://new.example/cb' }
  const person = new Person(bench)
  const signIn = await person.open(request)
  assert.ok(!signIn.text.includes('alert(1)'))
  assert.match(signIn.text, /to go on to <strong>new.example<\/strong>/)
  const consent = await person.signIn(signIn)
  assert.match(consent.text, /registered itself/)
  assert.match(consent.text, /<strong>new.example<\/strong>/)
  assert.ok(consent.text.includes('&lt;script&gt;alert(1)&lt;/script&gt;'))
  assert.ok(!/<script|<img|logo\.svg/.test(consent.text))
  // Control: a client that the operator vouches for.
  const vouched = await new Person(bench).open()
  assert.match(vouched.text, /to go on to <strong>The App<\/strong>/)
  const page = await person.open()
  assert.ok(!page.text.includes('registered itself'))
})

test('O21-28 DCR-03 a fresh client does not turn our address into a way to its own', async (t) => {
  const bench = await openBench(t)
  const { body } = await registerClient(bench)
  const request = { client_id: String(body.client_id), redirect_uri: 'https://new.example/cb' }
  for (const wrong of [{ scope: 'bogus' }, { prompt: 'none' }, { response_type: 'token' }]) {
    const page = await new Person(bench).open({ ...request, ...wrong })
    assert.equal(page.location, null, JSON.stringify(wrong))
  }
  // Control: whoever has signed in and said no is sent there.
  const person = new Person(bench)
  const consent = await person.signIn(await person.open(request))
  const denied = answerOf(await person.submit(consent, { decision: 'deny' }))
  assert.equal(denied.get('error'), 'access_denied')
})

test('where nobody may register there is no endpoint, and metadata says so', async (t) => {
  const closed = await openAuthority()
  t.after(() => closed.close())
  assert.equal((await registerClient(closed)).status, 404)
  const bench = await openBench(t)
  const described = async (which: Bench) => {
    const url = `${issuer}/.well-known/oauth-authorization-server`
    const peer = { address: '203.0.113.7' }
    return (await (await which.authority.fetch(new Request(url), { peer })).json()) as object
  }
  assert.equal('registration_endpoint' in (await described(closed)), false)
  const metadata = (await described(bench)) as { registration_endpoint?: string }
  assert.equal(metadata.registration_endpoint, `${issuer}/register`)
})

test('CORS-02 registration is not for pages of other origins', async (t) => {
  const bench = await openBench(t)
  const headers = { origin: 'https://new.example' }
  const { status, response } = await registerClient(bench, {}, { headers })
  assert.equal(status, 201)
  assert.equal(response.headers.get('access-control-allow-origin'), null)
})
