import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { slowStore } from '@sallyport/store/contract'
import { assertToldPerson } from '../support/authorization-outcomes.ts'
import { listenHttp } from '../support/listener.ts'
import { openAuthority, redirectUri, saveClient, secretOf } from '../support/open-authority.ts'
import {
  answerOf,
  authorizeUrl,
  basic,
  challengeOf,
  Person,
  tokenRequest,
} from '../support/person.ts'
import { asPublic, pushed, referringUrl } from '../support/pushing.ts'
import { assertIssued, reasonsOf } from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())

const follow = (url: string) => new Person(bench).fetch(url)

async function assertRefusedReference(url: string, what: string) {
  const response = await follow(url)
  await assertToldPerson(response, what)
  assert.equal(
    (await reasonsOf(bench, 'authorization.refused')).at(-1),
    'invalid_request_uri',
    what,
  )
}

async function assertProceeds(url: string, what: string) {
  const response = await follow(url)
  assert.equal(response.status, 303, what)
  assert.match(response.headers.get('location') ?? '', /^\/sign-in\?interaction=/, what)
}

/** Goes the whole way with a browser that starts at an address. */
async function grantFrom(url: string): Promise<URLSearchParams> {
  const person = new Person(bench)
  const consent = await person.signIn(await person.follow(await person.fetch(url)))
  if (consent.location !== null) return answerOf(consent.response)
  return answerOf(await person.submit(consent, { decision: 'allow' }))
}

test('a pushed request leads to a code that the client can redeem', async () => {
  const answer = await grantFrom(referringUrl(await pushed(bench)))
  assert.equal(answer.get('state'), 'the state')
  const issued = await tokenRequest(
    bench,
    { code: answer.get('code') ?? '', client_id: undefined, redirect_uri: redirectUri },
    { headers: basic('conf', secretOf('conf')) },
  )
  assert.equal(assertIssued(issued).scope, 'read:documents')
})

test('PAR-06 I02 a reference works once, also where many browsers bring it at once', async () => {
  const reference = referringUrl(await pushed(bench))
  await assertProceeds(reference, 'first')
  await assertRefusedReference(reference, 'second')
  const slow = await openAuthority({}, (store) => slowStore(store, 2))
  const racing = referringUrl(await pushed(slow))
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => new Person(slow).fetch(racing)),
  )
  assert.equal(answers.filter(({ status }) => status === 303).length, 1)
  await slow.close()
})

test('PAR-06 I02 a reference is good for sixty seconds', async () => {
  const [early, late] = [await pushed(bench), await pushed(bench)]
  bench.clock.advanceSeconds(59)
  await assertProceeds(referringUrl(early), 'after 59 seconds')
  bench.clock.advanceSeconds(1)
  await assertRefusedReference(referringUrl(late), 'after 60 seconds')
})

test('PAR-05 I02 another client cannot use a reference, nor use it up', async () => {
  const reference = await pushed(bench)
  for (const client_id of ['app', 'post', 'nobody', '']) {
    await assertRefusedReference(referringUrl(reference, { client_id }), client_id)
  }
  const twice = `${referringUrl(reference)}&client_id=app`
  await assertRefusedReference(twice, 'two clients')
  await assertProceeds(referringUrl(reference), 'its own client')
})

test('I02 a reference is compared as a whole', async () => {
  const reference = await pushed(bench)
  for (const other of [
    `${reference}x`,
    `${reference} `,
    `${reference}\n`,
    `${reference}\0`,
    reference.slice(0, -1),
    reference.replace('urn:', 'URN:'),
    reference.replace('ietf', 'IETF'),
    reference.slice('urn:ietf:params:oauth:request_uri:'.length),
    `urn:ietf:params:oauth:request_uri:${'A'.repeat(43)}`,
  ]) {
    await assertRefusedReference(referringUrl(other), JSON.stringify(other))
  }
  const twice = `${referringUrl(reference)}&request_uri=${encodeURIComponent(reference)}`
  await assertRefusedReference(twice, 'two references')
  await assertProceeds(referringUrl(reference), 'the reference')
})

test('I05 JAR-04 a request_uri that is an address is never fetched', async (t) => {
  const listener = await listenHttp((_request, response) => response.end('{}'))
  t.after(() => listener.close())
  const prefix = 'urn:ietf:params:oauth:request_uri:'
  for (const address of [
    `http://127.0.0.1:${listener.port}/`,
    `https://127.0.0.1:${listener.port}/`,
    `http://127.0.0.1:${listener.port}/#${prefix}${'A'.repeat(43)}`,
    `${prefix}http://127.0.0.1:${listener.port}/`,
    'https://169.254.169.254/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
  ]) {
    await assertRefusedReference(referringUrl(address), address)
  }
  assert.equal(listener.connections(), 0)
  await fetch(`http://127.0.0.1:${listener.port}/`)
  assert.equal(listener.connections(), 1)
})

test('PAR-07 what stands beside a reference changes nothing', async () => {
  const answer = await grantFrom(
    referringUrl(await pushed(bench), {
      scope: 'write:documents',
      redirect_uri: 'https://evil.example/callback',
      state: 'another state',
      code_challenge: challengeOf('x'.repeat(43)),
      resource: 'https://api.example/reports',
      prompt: 'none',
    }),
  )
  assert.equal(answer.get('state'), 'the state')
  const issued = await tokenRequest(
    bench,
    { code: answer.get('code') ?? '', client_id: undefined, redirect_uri: redirectUri },
    { headers: basic('conf', secretOf('conf')) },
  )
  assert.equal(assertIssued(issued).scope, 'read:documents')
})

test('a client that was changed since it pushed is judged as it is now', async () => {
  const client = await bench.store.clients.find('conf')
  assert.ok(client !== undefined)
  for (const [what, change] of [
    ['disabled', { status: 'disabled' }],
    ['moved', { redirect_uris: ['https://app.example/elsewhere'] }],
    ['without the grant', { grant_types: ['client_credentials'] }],
  ] as const) {
    const reference = await pushed(bench)
    await bench.store.clients.save({ ...client, ...change })
    await assertRefusedReference(referringUrl(reference), what)
    await bench.store.clients.save(client)
  }
  await assertProceeds(referringUrl(await pushed(bench)), 'unchanged')
})

test('PAR-08 a client that must push cannot ask otherwise', async () => {
  await saveClient(bench.store, {
    client_id: 'strict',
    require_pushed_authorization_requests: true,
  })
  const plain = answerOf(await follow(authorizeUrl({ client_id: 'strict' })))
  assert.equal(plain.get('error'), 'invalid_request')
  assert.equal(plain.get('code'), null)
  const reference = await pushed(bench, { client_id: 'strict' }, { headers: asPublic })
  await assertProceeds(referringUrl(reference, { client_id: 'strict' }), 'pushed')
  await assertProceeds(authorizeUrl(), 'another client')
})

test('PAR-08 an authority can demand it of everybody', async (t) => {
  const strict = await openAuthority({ requirePushedAuthorizationRequests: true })
  t.after(() => strict.close())
  const plain = await new Person(strict).fetch(authorizeUrl())
  assert.equal(answerOf(plain).get('error'), 'invalid_request')
  const referred = await new Person(strict).fetch(referringUrl(await pushed(strict)))
  assert.match(referred.headers.get('location') ?? '', /^\/sign-in\?interaction=/)
})
