import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { accept } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import { digestClient } from '../../src/consent/client-digest.ts'
import { type AuthorityOptions, createClientDocuments, type Outbound } from '../../src/index.ts'
import { issuer, noon, openAuthority, saveClient } from '../support/open-authority.ts'
import { answerOf, Person } from '../support/person.ts'

const id = 'https://nice.example/client'
const niceUri = 'https://nice.example/cb'
const otherUri = 'https://other.example/cb'

/** An authority with a client that registered itself, which can be changed. */
async function openChanging(t: TestContext, overrides: Partial<AuthorityOptions> = {}) {
  const bench = await openAuthority(overrides)
  t.after(() => bench.close())
  const change = (to: Partial<ClientRecord> = {}) =>
    saveClient(bench.store, {
      client_id: 'nice',
      client_name: 'Nice',
      origin: 'registration',
      redirect_uris: [niceUri],
      ...to,
    })
  await change()
  return { bench, alice: new Person(bench), change }
}

test('O21-29 a client that has changed is asked for again, whatever its change is dated', async (t) => {
  const { bench, alice, change } = await openChanging(t)
  const nice = { client_id: 'nice', redirect_uri: niceUri }
  await alice.code(nice)
  bench.clock.advanceSeconds(10)
  await change()
  const unchanged = await alice.open(nice)
  assert.ok(answerOf(unchanged.response).get('code'), 'saved again as it was: nobody is asked')
  for (const to of [
    { client_name: 'Other' },
    { redirect_uris: [niceUri, otherUri] },
    { token_endpoint_auth_method: 'client_secret_basic' },
    { jwks_uri: 'https://other.example/jwks' },
  ] as const) {
    await change(to)
    assert.match((await alice.open(nice)).action, /\/consent$/, JSON.stringify(to))
  }
})

test('CIMD-07 O21-29 a client whose document has changed since consent is asked for again', async (t) => {
  let document = { client_id: id, client_name: 'Nice', redirect_uris: [niceUri] }
  const outbound: Outbound = {
    getJson: async () => accept({ json: document, freshSeconds: undefined }),
    postForm: async () => accept({ status: 200 }),
  }
  const clock = { nowMs: () => now() }
  const policy = { scope: ['read:documents'], grantTypes: ['authorization_code'] }
  const clientDocuments = createClientDocuments({ outbound, clock, issuer, policy })
  let now = () => noon
  const { bench, alice } = await openChanging(t, { clientDocuments })
  now = bench.clock.nowMs
  await alice.code({ client_id: id, redirect_uri: niceUri })
  bench.clock.advanceSeconds(3600)
  const unchanged = await alice.open({ client_id: id, redirect_uri: niceUri, prompt: 'none' })
  assert.notEqual(answerOf(unchanged.response).get('code'), null, 'fetched anew, and the same')
  document = { ...document, client_name: 'Other', redirect_uris: [otherUri] }
  bench.clock.advanceSeconds(3599)
  await alice.open({ client_id: 'nice', redirect_uri: niceUri })
  bench.clock.advanceSeconds(1)
  const asked = await alice.open({ client_id: id, redirect_uri: otherUri })
  assert.equal(asked.location, null)
  assert.match(asked.text, /Other/)
})

test('O21-29 a client that changes while the person looks is shown anew before it gets anything', async (t) => {
  const { bench, alice, change } = await openChanging(t)
  const page = await alice.signIn(await alice.open({ client_id: 'nice', redirect_uri: niceUri }))
  assert.match(page.text, /Nice/)
  await change({ client_name: 'Other' })
  const shown = await alice.follow(await alice.submit(page, { decision: 'allow' }))
  assert.match(shown.text, /Other/)
  assert.ok(!(await bench.events()).some(({ type }) => type === 'code.issued'))
  assert.deepEqual(await bench.store.consents.find('user-alice', 'nice'), [])
  const unnamed = await alice.submit(shown, { decision: 'allow', client: undefined })
  assert.match((await alice.follow(unnamed)).action, /\/consent$/)
  const answer = answerOf(await alice.submit(shown, { decision: 'allow' }))
  assert.ok(answer.get('code'), 'the same person, and the client that the page showed')
})

test('what the operator vouches for may change its name and keys without anybody being asked', async (t) => {
  const { bench, alice } = await openChanging(t)
  await alice.code()
  await saveClient(bench.store, { client_id: 'app', client_name: 'The better app' })
  assert.ok(answerOf((await alice.open()).response).get('code'))
  await saveClient(bench.store, { client_id: 'app', origin: 'registration' })
  assert.match((await alice.open()).action, /\/consent$/, 'vouched for no more')
})

test('the order of redirect URIs and of the members of keys says nothing', async (t) => {
  const { bench } = await openChanging(t)
  const nice = await bench.store.clients.find('nice')
  assert.ok(nice)
  const digest = (to: Partial<ClientRecord>) => digestClient({ ...nice, ...to })
  const [a, b] = [
    { kty: 'EC', x: '1' },
    { kty: 'EC', x: '2' },
  ]
  assert.equal(
    digest({ redirect_uris: [niceUri, otherUri], jwks: { keys: [a, b] } }),
    digest({ redirect_uris: [otherUri, niceUri], jwks: { keys: [b, { x: '1', kty: 'EC' }] } }),
  )
  assert.notEqual(digest({ jwks: { keys: [a] } }), digest({ jwks: { keys: [b] } }))
  assert.notEqual(digest({ jwks: { keys: [] } }), digest({}))
})
