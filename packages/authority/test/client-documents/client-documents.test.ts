import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import {
  createClientDocuments,
  type FetchRefusal,
} from '../../src/client-documents/client-documents.ts'
import { ClientUnavailable } from '../../src/client-documents/client-unavailable.ts'
import type { Asker } from '../../src/outbound/stranger-fetches.ts'
import { listenHttp, outboundTo, publicAddress } from '../support/listener.ts'
import { issuer, noon, openAuthority } from '../support/open-authority.ts'
import { answerOf, Person, tokenRequest } from '../support/person.ts'

const id = 'https://client.example/id'
const redirect_uri = 'https://client.example/cb'
const document = { client_id: id, client_name: 'The client', redirect_uris: [redirect_uri] }
const policy = {
  scope: ['read:documents', 'openid'],
  grantTypes: ['authorization_code', 'refresh_token'],
}

/** Client documents over a listener that serves whatever `served` holds. */
async function openDocuments(t: TestContext, names: Record<string, readonly string[]> = {}) {
  const served: { json: unknown; headers: Record<string, string>; status: number } = {
    json: document,
    headers: {},
    status: 200,
  }
  const answer: RequestListener = (_request, response) => {
    response.writeHead(served.status, { 'content-type': 'application/json', ...served.headers })
    response.end(typeof served.json === 'string' ? served.json : JSON.stringify(served.json))
  }
  const listener = await listenHttp(answer)
  t.after(() => listener.close())
  const clock = settableClock(noon)
  const { outbound } = outboundTo(listener, names)
  const refused: FetchRefusal[] = []
  const onRefused = (_id: string, refusal: FetchRefusal) => refused.push(refusal)
  const made = createClientDocuments({ outbound, clock, issuer, policy, onRefused })
  const find = (clientId: string, asker: Asker = 'ourselves') => made.find(clientId, asker)
  const documents = { ...made, find }
  return { documents, served, clock, refused, fetches: listener.connections, outbound }
}

test('a client is what its document says, less what the policy does not give', async (t) => {
  const { documents, served } = await openDocuments(t)
  served.json = {
    ...document,
    client_uri: 'https://client.example/about',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'implicit'],
    scope: 'read:documents admin:users',
    origin: 'operator',
    unknown: { a: 1 },
  }
  assert.deepEqual(await documents.find(id), {
    client_id: id,
    client_name: 'The client',
    client_uri: 'https://client.example/about',
    redirect_uris: [redirect_uri],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    scope: 'read:documents openid',
    origin: 'document',
    secrets: [],
    status: 'active',
    createdAt: noon / 1000,
    updatedAt: noon / 1000,
  })
})

test('CIMD-01 J10 an id of another form is no client, and nothing is fetched', async (t) => {
  const { documents, fetches } = await openDocuments(t)
  for (const wrong of [
    'http://client.example/id',
    'https://client.example/',
    'https://client.example/a/../id',
    'https://client.example/id#a',
    'https://user@client.example/id',
    'https://auth.example/authorize?client_id=x',
    'app',
  ]) {
    assert.equal(await documents.find(wrong), undefined)
  }
  assert.equal(fetches(), 0)
  assert.notEqual(await documents.find(id), undefined)
  assert.equal(fetches(), 1)
})

test('CIMD-05 a host that resolves inwards is not connected to', async (t) => {
  for (const addresses of [['127.0.0.1'], ['169.254.169.254'], [publicAddress, '10.0.0.1']]) {
    const { documents, fetches, refused } = await openDocuments(t, { 'client.example': addresses })
    await assert.rejects(documents.find(id), ClientUnavailable)
    assert.equal(fetches(), 0)
    assert.deepEqual(refused, ['address_refused'])
  }
})

test('CIMD-02 CIMD-06 J07 what is no 200, no JSON or too large is no client, and is not kept', async (t) => {
  const { documents, served, refused, fetches } = await openDocuments(t)
  const padding = 'x'.repeat(5120)
  for (const [change, refusal] of [
    [{ status: 301, headers: { location: 'https://client.example/other' } }, 'status_refused'],
    [{ status: 204, json: '' }, 'status_refused'],
    [{ status: 404 }, 'status_refused'],
    [{ headers: { 'content-type': 'text/html' } }, 'type_refused'],
    [{ json: { ...document, padding } }, 'too_large'],
    [{ json: `{"client_id":"x","client_id":"${id}"}` }, 'malformed'],
    [{ json: '[]' }, 'malformed'],
  ] as const) {
    Object.assign(served, { json: document, headers: {}, status: 200 }, change)
    assert.equal(await documents.find(id), undefined)
    assert.equal(refused.at(-1), refusal)
  }
  const before = fetches()
  Object.assign(served, { json: document, headers: {}, status: 200 })
  assert.notEqual(await documents.find(id), undefined)
  assert.equal(fetches(), before + 1)
})

test('CIMD-03 J08 a document is that of its own address alone', async (t) => {
  const { documents, served, refused } = await openDocuments(t)
  for (const client_id of [`${id}/`, `${id}?`, 'https://CLIENT.example/id', 'app', undefined, 7]) {
    served.json = { ...document, client_id }
    assert.equal(await documents.find(id), undefined, String(client_id))
    assert.equal(refused.at(-1), 'other_client')
  }
  served.json = document
  assert.equal((await documents.find(id))?.client_id, id)
})

test('CIMD-04 J08 a document with a secret, or a wish for one, is refused', async (t) => {
  const { documents, served, refused } = await openDocuments(t)
  for (const wrong of [
    { client_secret: 'x' },
    { client_secret: null },
    { client_secret_expires_at: 0 },
    { token_endpoint_auth_method: 'client_secret_basic' },
    { token_endpoint_auth_method: 'client_secret_post' },
    { token_endpoint_auth_method: 'client_secret_jwt' },
  ]) {
    served.json = { ...document, ...wrong }
    assert.equal(await documents.find(id), undefined, JSON.stringify(wrong))
    assert.equal(refused.at(-1), 'shared_secret')
  }
  served.json = { ...document, token_endpoint_auth_method: 'none' }
  assert.notEqual(await documents.find(id), undefined)
})

test('CIMD-03 J08 metadata that contradicts itself is refused', async (t) => {
  const { documents, served, refused } = await openDocuments(t)
  for (const [wrong, refusal] of [
    [{ redirect_uris: undefined }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['http://client.example/cb'] }, 'invalid_redirect_uri'],
    [{ client_name: 'a\u202eb' }, 'invalid_client_metadata'],
    [{ token_endpoint_auth_method: 'private_key_jwt' }, 'invalid_client_metadata'],
    [{ grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
  ] as const) {
    served.json = { ...document, ...wrong }
    assert.equal(await documents.find(id), undefined, JSON.stringify(wrong))
    assert.equal(refused.at(-1), refusal)
  }
})

test('CIMD-08 a client that publishes keys is confidential', async (t) => {
  const { documents, served } = await openDocuments(t)
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  served.json = { ...document, jwks: { keys: [jwk] } }
  const client = await documents.find(id)
  assert.equal(client?.token_endpoint_auth_method, 'private_key_jwt')
  const other = 'https://client.example/other'
  const jwks_uri = 'https://client.example/jwks'
  served.json = { ...document, client_id: other, jwks_uri, token_endpoint_auth_method: 'none' }
  assert.equal(await documents.find(other), undefined)
})

test('CIMD-06 MCP-11 a document is kept as its headers say, within five minutes and a day', async (t) => {
  const { documents, served, clock, fetches } = await openDocuments(t)
  for (const [headers, seconds] of [
    [{}, 3600],
    [{ 'cache-control': 'no-store' }, 300],
    [{ 'cache-control': 'max-age=1' }, 300],
    [{ 'cache-control': 'max-age=1000' }, 1000],
    [{ 'cache-control': 'max-age=31536000' }, 86_400],
  ] as const) {
    served.headers = { ...headers }
    const before = fetches()
    await documents.find(id)
    clock.advanceSeconds(seconds - 1)
    await documents.find(id)
    assert.equal(fetches(), before + 1)
    clock.advanceSeconds(1)
    await documents.find(id)
    assert.equal(fetches(), before + 2)
    clock.advanceSeconds(86_400)
  }
})

test('CIMD-06 questions at once share one fetch, and a host is asked only so often', async (t) => {
  const { documents, served, fetches, refused, clock } = await openDocuments(t)
  await Promise.all(Array.from({ length: 20 }, () => documents.find(id)))
  assert.equal(fetches(), 1)
  served.status = 500
  for (let i = 0; i < 50; i += 1) {
    await assert.rejects(documents.find(`https://client.example/${i}`), ClientUnavailable)
  }
  assert.equal(fetches(), 30)
  assert.equal(refused.filter((one) => one === 'too_many_fetches').length, 21)
  // Another host is not held up, and after a while this one is asked again.
  served.status = 200
  served.json = { ...document, client_id: 'https://other.example/id' }
  assert.notEqual(await documents.find('https://other.example/id'), undefined)
  clock.advanceSeconds(70)
  served.json = { ...document, client_id: 'https://client.example/1' }
  assert.notEqual(await documents.find('https://client.example/1'), undefined)
})

test('CIMD-06 one address cannot use up what others need', async (t) => {
  const { documents, served, fetches, refused } = await openDocuments(t)
  served.status = 404
  const flooder = { address: '2001:db8::1' }
  const host = (i: number) => `https://h${i}.example/id`
  for (let i = 0; i < 10; i += 1) assert.equal(await documents.find(host(i), flooder), undefined)
  for (let i = 10; i < 400; i += 1) {
    const sameBlock = { address: `2001:db8::${i}` }
    await assert.rejects(documents.find(host(i), sameBlock), ClientUnavailable)
  }
  assert.equal(fetches(), 10)
  assert.equal(refused.at(-1), 'too_many_fetches')
  served.status = 200
  assert.equal((await documents.find(id, { address: '203.0.113.7' }))?.client_id, id)
  assert.equal((await documents.find(id, flooder))?.client_id, id, 'what is known is known to all')
})

test('CIMD-06 what is kept stands in while its document cannot be had, for a day and no longer', async (t) => {
  const { documents, served, clock, fetches } = await openDocuments(t)
  await documents.find(id)
  clock.advanceSeconds(3600)
  served.status = 503
  assert.equal((await documents.find(id))?.client_id, id)
  const before = fetches()
  clock.advanceSeconds(59)
  assert.equal((await documents.find(id))?.client_id, id)
  assert.equal(fetches(), before, 'a host that fails is left alone for a minute')
  clock.advanceSeconds(86_400 - 60)
  assert.equal((await documents.find(id))?.client_id, id)
  assert.equal(documents.isBrowserOrigin('https://client.example'), true)
  clock.advanceSeconds(1)
  await assert.rejects(documents.find(id), ClientUnavailable)
  assert.equal(documents.isBrowserOrigin('https://client.example'), false)
  served.status = 200
  assert.equal((await documents.find(id))?.client_id, id)
})

test('CIMD-03 a document that is withdrawn, or made another, stands in for nothing', async (t) => {
  for (const change of [{ status: 404 }, { json: { ...document, client_id: 'other' } }]) {
    const { documents, served, clock } = await openDocuments(t)
    await documents.find(id)
    clock.advanceSeconds(3600)
    Object.assign(served, change)
    assert.equal(await documents.find(id), undefined)
    served.status = 503
    await assert.rejects(documents.find(id), ClientUnavailable)
  }
})

async function openBench(t: TestContext) {
  const opened = await openDocuments(t)
  const bench = await openAuthority({ clientDocuments: opened.documents })
  t.after(() => bench.close())
  return { bench, ...opened }
}

test('CIMD-07 MCP-11 a client by document gets a code and tokens, and the person reads where it comes from', async (t) => {
  const { bench, served } = await openBench(t)
  const person = new Person(bench)
  const signIn = await person.open({ client_id: id, redirect_uri })
  assert.match(signIn.text, /to go on to <strong>client.example<\/strong>/)
  const consent = await person.signIn(signIn)
  assert.match(consent.text, /published by\s+<strong>client.example<\/strong>/)
  assert.ok(!consent.text.includes('any program can pass for it'))
  const code = answerOf(await person.submit(consent, { decision: 'allow' })).get('code') ?? ''
  const issued = await tokenRequest(bench, { client_id: id, code, redirect_uri })
  assert.equal(issued.status, 200)
  served.json = {
    ...document,
    client_id: 'https://client.example/local',
    redirect_uris: ['http://localhost/cb', 'http://127.0.0.1/cb'],
  }
  const local = { client_id: 'https://client.example/local', redirect_uri: 'http://localhost:7/cb' }
  const page = await person.open(local)
  assert.match(page.text, /any program can pass for it/)
})

test('CIMD-07 J08 a redirect URI that the document does not list is refused on our page', async (t) => {
  const { bench } = await openBench(t)
  for (const uri of [
    'https://client.example/cb/',
    'https://evil.example/cb',
    'http://localhost/cb',
  ]) {
    const page = await new Person(bench).open({ client_id: id, redirect_uri: uri })
    assert.deepEqual([page.status, page.location], [400, null])
  }
  const page = await new Person(bench).open({ client_id: id, redirect_uri })
  assert.equal(page.status, 200)
})

test('O21-28 CIMD-07 a client by document is no way past a sign-in to its own address', async (t) => {
  const { bench } = await openBench(t)
  for (const wrong of [{ scope: 'bogus' }, { prompt: 'none' }, { response_type: 'token' }]) {
    const page = await new Person(bench).open({ client_id: id, redirect_uri, ...wrong })
    assert.equal(page.location, null, JSON.stringify(wrong))
  }
})

test('CIMD-08 a client with keys gets nothing without proving that it has them', async (t) => {
  const { bench, served } = await openBench(t)
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  served.json = { ...document, jwks: { keys: [jwk] } }
  const code = await new Person(bench).code({ client_id: id, redirect_uri })
  const { status, body } = await tokenRequest(bench, { client_id: id, code, redirect_uri })
  assert.deepEqual([status, body.error], [401, 'invalid_client'])
})

test('CIMD-09 metadata says whether there are clients by document', async (t) => {
  const { bench } = await openBench(t)
  const without = await openAuthority()
  t.after(() => without.close())
  const supported = async ({ authority }: typeof bench) => {
    const url = `${issuer}/.well-known/oauth-authorization-server`
    const response = await authority.fetch(new Request(url), { peer: { address: undefined } })
    return ((await response.json()) as Record<string, unknown>)
      .client_id_metadata_document_supported
  }
  assert.equal(await supported(bench), true)
  assert.equal(await supported(without), undefined)
  const page = await new Person(without).open({ client_id: id, redirect_uri })
  assert.match(page.text, /not registered/)
})

test('CORS-01 a page of a client by document may read its own token answers', async (t) => {
  const { bench, documents } = await openBench(t)
  const origin = 'https://client.example'
  assert.equal(documents.isBrowserOrigin(origin), false)
  const code = await new Person(bench).code({ client_id: id, redirect_uri })
  assert.equal(documents.isBrowserOrigin(origin), true)
  assert.equal(documents.isBrowserOrigin('https://evil.example'), false)
  const asked = { client_id: id, code, redirect_uri }
  const { response } = await tokenRequest(bench, asked, { headers: { origin } })
  assert.equal(response.headers.get('access-control-allow-origin'), origin)
})

test('CIMD-06 a client that cannot be had now is told apart from one that is none', async (t) => {
  const { bench, served, documents } = await openBench(t)
  served.status = 503
  const page = await new Person(bench).open({ client_id: id, redirect_uri })
  assert.deepEqual([page.status, page.location], [503, null])
  assert.match(page.response.headers.get('retry-after') ?? '', /^\d+$/)
  const held = await tokenRequest(bench, { client_id: id, code: 'none' })
  assert.deepEqual([held.status, held.body.error], [503, 'temporarily_unavailable'])
  assert.match(held.response.headers.get('retry-after') ?? '', /^\d+$/)
  assert.deepEqual(
    (await bench.events()).map(({ type, reasons }) => [type, ...(reasons ?? [])]),
    [
      ['authorization.refused', 'client_unavailable'],
      ['client_authentication.failed', 'client_unavailable'],
    ],
  )
  served.status = 404
  assert.equal((await new Person(bench).open({ client_id: id, redirect_uri })).status, 400)
  assert.equal((await tokenRequest(bench, { client_id: id, code: 'none' })).status, 401)
  served.status = 200
  assert.equal((await new Person(bench).open({ client_id: id, redirect_uri })).status, 200)
  assert.equal((await documents.find(id))?.client_id, id)
})

test('LOGOUT-01 a client whose document cannot be had keeps nobody from signing out', async (t) => {
  const { bench, served } = await openBench(t)
  const alice = new Person(bench)
  await alice.code()
  served.status = 503
  const asked = await alice.follow(await alice.fetch(`/logout?client_id=${encodeURIComponent(id)}`))
  assert.equal(asked.status, 200)
  const done = await alice.follow(await alice.submit(asked, { decision: 'sign-out' }))
  assert.match(done.text, /You are signed out/)
})

test('CIMD-06 a request for a client that is none costs its host one fetch', async (t) => {
  const { bench, served, fetches } = await openBench(t)
  served.status = 404
  const { status } = await tokenRequest(bench, { client_id: id, code: 'none' })
  assert.deepEqual([status, fetches()], [401, 1])
  served.status = 200
  const headers = { origin: 'https://client.example' }
  const { response } = await tokenRequest(bench, { client_id: id, code: 'none' }, { headers })
  assert.equal(response.headers.get('access-control-allow-origin'), 'https://client.example')
  assert.equal(fetches(), 2)
})
