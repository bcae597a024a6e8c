import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { asWeb, identify, identityScope, openIdentity } from '../support/identity.ts'
import { saveClient, saveUser } from '../support/open-authority.ts'
import {
  authorizeUrl,
  type Changes,
  Person,
  refreshRequest,
  withChanges,
} from '../support/person.ts'

const bench = await openIdentity()
after(() => bench.close())
const bye = 'https://app.example/bye'
await saveClient(bench.store, {
  client_id: 'web',
  client_name: 'The Web',
  scope: identityScope,
  post_logout_redirect_uris: [bye, 'https://app.example/bye?tenant=1'],
})
await saveClient(bench.store, {
  client_id: 'app',
  post_logout_redirect_uris: ['https://app.example/out'],
})
await saveUser(bench.store, { username: 'bob', scopes: ['read:documents'] })

const logoutUrl = (changes: Changes) => `/logout?${withChanges({}, changes)}`

async function isSignedIn(person: Person): Promise<boolean> {
  const response = await person.fetch(authorizeUrl(asWeb({ prompt: 'none' })))
  return !/error=login_required/.test(response.headers.get('location') ?? '')
}

test('LOGOUT-01 a hint for this session signs out and leads to the registered address, with state', async () => {
  const alice = new Person(bench)
  const id_token_hint = (await identify(alice, bench)).idToken
  const changes = { id_token_hint, post_logout_redirect_uri: bye, state: 'a b&c' }
  const response = await alice.fetch(logoutUrl(changes))
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), `${bye}?state=a%20b%26c`)
  assert.match(response.headers.get('set-cookie') ?? '', /^__Host-sallyport-session=; .*Max-Age=0/)
  assert.equal(await isSignedIn(alice), false)
  const again = await alice.fetch(
    logoutUrl({ ...changes, post_logout_redirect_uri: `${bye}?tenant=1` }),
  )
  assert.equal(again.headers.get('location'), `${bye}?tenant=1&state=a%20b%26c`)
})

test('LOGOUT-01 any other address is none: changed, of another client, or without a client', async () => {
  for (const post_logout_redirect_uri of [
    'https://evil.example/bye',
    `${bye}?x=1`,
    `${bye}/`,
    `${bye}#x`,
    'https://app.example/out',
    'https://app.example/callback',
    'javascript:alert(1)',
  ]) {
    const alice = new Person(bench)
    const id_token_hint = (await identify(alice, bench)).idToken
    const response = await alice.fetch(logoutUrl({ id_token_hint, post_logout_redirect_uri }))
    assert.equal(response.status, 200, post_logout_redirect_uri)
    assert.equal(response.headers.get('location'), null)
    assert.match(await response.text(), /You are signed out/)
    assert.equal(await isSignedIn(alice), false)
  }
  const nobody = new Person(bench)
  const to = { post_logout_redirect_uri: bye }
  assert.equal((await nobody.fetch(logoutUrl(to))).headers.get('location'), null)
  const named = await nobody.fetch(logoutUrl({ ...to, client_id: 'web' }))
  assert.equal(named.headers.get('location'), bye)
})

test('LOGOUT-02 C13 without a hint for this session a GET signs nobody out: the person is asked', async () => {
  const alice = new Person(bench)
  const bob = new Person(bench)
  const ofBob = (await identify(bob, bench, {}, 'bob')).idToken
  const elsewhere = (await identify(new Person(bench), bench)).idToken
  await alice.code()
  for (const changes of [
    {},
    { client_id: 'web' },
    { id_token_hint: ofBob },
    { id_token_hint: elsewhere },
  ]) {
    const page = await alice.follow(await alice.fetch(logoutUrl(changes)))
    assert.equal(page.status, 200)
    assert.equal(page.action, '/logout/confirm')
    assert.equal(await isSignedIn(alice), true)
  }
  const page = await alice.follow(await alice.fetch(logoutUrl({})))
  await alice.submit(page, { decision: 'stay' })
  assert.equal(await isSignedIn(alice), true)
  const done = await alice.submit(page, { decision: 'sign-out' })
  assert.match(await done.text(), /You are signed out/)
  assert.equal(await isSignedIn(alice), false)
  assert.equal(await isSignedIn(bob), true)
})

test('LOGOUT-02 C13 a form of another site, and one without our token, sign nobody out', async () => {
  const alice = new Person(bench)
  await alice.code()
  const page = await alice.follow(await alice.fetch('/logout'))
  const yes = { decision: 'sign-out' }
  const attacks: [Changes, Record<string, string>][] = [
    [{ ...yes, token: undefined }, {}],
    [{ ...yes, token: 'x'.repeat(43) }, {}],
    [yes, { origin: 'https://evil.example' }],
    [yes, { 'sec-fetch-site': 'cross-site' }],
    [{ ...yes, client_id: ['web', 'app'] }, {}],
  ]
  for (const [fields, headers] of attacks) {
    const response = await alice.submit(page, fields, headers)
    assert.ok(response.status >= 400, JSON.stringify([fields, headers]))
    assert.equal(await isSignedIn(alice), true)
  }
  assert.equal((await alice.fetch('/logout/confirm')).status, 405)
  await alice.submit(page, yes)
  assert.equal(await isSignedIn(alice), false)
})

test('LOGOUT-01 what the confirmation page carries is judged again, and leads the browser back', async () => {
  const ask = async () => {
    const alice = new Person(bench)
    await alice.code()
    const changes = { client_id: 'web', post_logout_redirect_uri: bye, state: '"><b>' }
    const page = await alice.follow(await alice.fetch(logoutUrl(changes)))
    assert.match(page.text, /The Web/)
    assert.doesNotMatch(page.text, /"><b>/)
    const policy = page.response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /form-action 'self' https:\/\/app\.example;/)
    return { alice, page }
  }
  const honest = await ask()
  const fields = { decision: 'sign-out', state: '"><b>' }
  const response = await honest.alice.submit(honest.page, fields)
  assert.equal(response.headers.get('location'), `${bye}?state=%22%3E%3Cb%3E`)
  const altered = await ask()
  const evil = { ...fields, post_logout_redirect_uri: 'https://evil.example/' }
  const stayed = await altered.alice.submit(altered.page, evil)
  assert.equal(stayed.headers.get('location'), null)
})

test('LOGOUT-03 an expired hint is as good, an altered one and two clients at once are refused', async () => {
  const alice = new Person(bench)
  const { idToken, accessToken } = await identify(alice, bench)
  bench.clock.advanceSeconds(1800)
  for (const changes of [
    { id_token_hint: `${idToken.slice(0, -4)}AAAA` },
    { id_token_hint: accessToken },
    { id_token_hint: 'nonsense' },
    { id_token_hint: [idToken, idToken] },
    { id_token_hint: idToken, client_id: 'app' },
  ]) {
    const response = await alice.fetch(logoutUrl({ ...changes, post_logout_redirect_uri: bye }))
    assert.equal(response.status, 400, JSON.stringify(changes))
    assert.equal(response.headers.get('location'), null)
    assert.equal(await isSignedIn(alice), true)
  }
  const refusals = (await bench.events()).filter(({ type }) => type === 'logout.refused')
  assert.deepEqual(
    refusals.slice(-5).flatMap(({ reasons = [] }) => reasons),
    ['bad_hint', 'bad_hint', 'bad_hint', 'malformed_request', 'other_client'],
  )
  const agreed = { id_token_hint: idToken, client_id: 'web', post_logout_redirect_uri: bye }
  assert.equal((await alice.fetch(logoutUrl(agreed))).headers.get('location'), bye)
  assert.equal(await isSignedIn(alice), false)
})

test('a client may post the request; without our cookies the browser is asked to come by itself', async () => {
  const post = (person: Person, changes: Changes, headers = {}) =>
    person.fetch('/logout', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: withChanges({}, changes),
    })
  const alice = new Person(bench)
  const id_token_hint = (await identify(alice, bench)).idToken
  const changes = { id_token_hint, post_logout_redirect_uri: bye, state: 's' }
  const crossSite = await post(alice, changes, { cookie: 'none=1' })
  assert.equal(crossSite.status, 303)
  const location = crossSite.headers.get('location') ?? ''
  assert.match(location, /^\/logout\?client_id=web&/)
  assert.doesNotMatch(location, /id_token_hint/)
  const page = await alice.follow(crossSite)
  assert.equal(page.action, '/logout/confirm')
  assert.equal(await isSignedIn(alice), true)
  assert.equal((await post(alice, changes)).headers.get('location'), `${bye}?state=s`)
  assert.equal(await isSignedIn(alice), false)
  assert.equal((await post(alice, { padding: 'x'.repeat(20_000) })).status, 400)
})

test('O21-28 a client that nobody vouches for is returned to only after somebody was signed out', async () => {
  await saveClient(bench.store, {
    client_id: 'stranger',
    scope: 'openid',
    origin: 'registration',
    post_logout_redirect_uris: [bye],
  })
  const asked = { client_id: 'stranger', post_logout_redirect_uri: bye }
  const nobody = new Person(bench)
  assert.equal((await nobody.fetch(logoutUrl(asked))).headers.get('location'), null)
  const trusted = { ...asked, client_id: 'web' }
  assert.equal((await nobody.fetch(logoutUrl(trusted))).headers.get('location'), bye)
  const alice = new Person(bench)
  await alice.code()
  const page = await alice.follow(await alice.fetch(logoutUrl(asked)))
  const done = await alice.submit(page, { decision: 'sign-out' })
  assert.equal(done.headers.get('location'), bye)
})

test('LOGOUT-04 sign-out ends the refresh tokens of the session, but not those for offline access', async () => {
  const alice = new Person(bench)
  const online = await identify(alice, bench)
  const offline = await identify(alice, bench, { scope: 'openid offline_access read:documents' })
  const elsewhere = await identify(new Person(bench), bench)
  await alice.fetch(logoutUrl({ id_token_hint: online.idToken }))
  const refreshOf = async ({ refreshToken }: { refreshToken: string }) =>
    (await refreshRequest(bench, refreshToken, { client_id: 'web' })).status
  assert.equal(await refreshOf(online), 400)
  assert.equal(await refreshOf(offline), 200)
  assert.equal(await refreshOf(elsewhere), 200)
  const kinds = (await bench.events())
    .slice(-6)
    .map(({ type, reasons }) => `${type} ${reasons ?? ''}`)
  assert.ok(kinds.includes('session.ended signed_out'), kinds.join())
  assert.ok(kinds.includes('token.revoked signed_out'), kinds.join())
})

test('LOGOUT-04 signing in again as oneself goes on with the session, as another ends it', async () => {
  const alice = new Person(bench)
  const first = await identify(alice, bench)
  const again = await alice.signIn(await alice.open(asWeb({ prompt: 'login' })))
  assert.notEqual(again.location, null)
  assert.equal((await refreshRequest(bench, first.refreshToken, { client_id: 'web' })).status, 200)
  const second = await identify(alice, bench)
  await alice.signIn(await alice.open(asWeb({ prompt: 'login' })), 'bob')
  const refreshed = await refreshRequest(bench, second.refreshToken, { client_id: 'web' })
  assert.equal(refreshed.status, 400)
  const ended = (await bench.events()).findLast(({ type }) => type === 'session.ended')
  assert.deepEqual(ended?.reasons, ['replaced'])
  assert.equal(ended?.subject, 'user-alice')
})
