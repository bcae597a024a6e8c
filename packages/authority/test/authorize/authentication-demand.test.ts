import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ask } from '../support/authorization-outcomes.ts'
import { asWeb, identify, openIdentity, readJwt } from '../support/identity.ts'
import { saveClient, saveUser } from '../support/open-authority.ts'
import { answerOf, authorizeUrl, type Changes, type Page, Person } from '../support/person.ts'

const bench = await openIdentity()
after(() => bench.close())
await saveUser(bench.store, { username: 'bob', scopes: ['read:documents'] })

/** The error that the client is told. */
async function errorOf(person: Person, changes: Changes): Promise<string | null> {
  const answer = answerOf(await person.fetch(authorizeUrl(asWeb(changes))))
  assert.equal(answer.get('iss'), bench.options.issuer)
  assert.equal(answer.get('state'), 'the state')
  return answer.get('error')
}

/** A person who is signed in and has allowed `web`. */
async function signedIn(username = 'alice'): Promise<Person> {
  const person = new Person(bench)
  await person.code(asWeb(), username)
  return person
}

const isSignIn = (page: Page) => page.action === '/sign-in'
const codeOf = (page: Page) => answerOf(page.response).get('code')

test('OIDC-02 ISS-01 prompt=none shows no page: login_required, consent_required, or a code', async () => {
  assert.equal(await errorOf(new Person(bench), { prompt: 'none' }), 'login_required')
  const alice = await signedIn()
  const silent = await alice.open(asWeb({ prompt: 'none' }))
  assert.ok(codeOf(silent))
  const more = { prompt: 'none', scope: 'openid profile' }
  assert.equal(await errorOf(alice, more), 'consent_required')
  assert.match((await alice.open(asWeb({ ...more, prompt: undefined }))).action, /consent/)
})

test('C16 prompt=none for a client that the person has not allowed yet is refused, embedded or not', async () => {
  const alice = await signedIn()
  const hidden = { headers: { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' } }
  const request = authorizeUrl({ client_id: 'other', prompt: 'none' })
  for (const init of [hidden, {}]) {
    assert.equal(answerOf(await alice.fetch(request, init)).get('error'), 'consent_required')
  }
  await alice.code({ client_id: 'other' })
  assert.ok(codeOf(await alice.open({ client_id: 'other', prompt: 'none' })))
})

test('OIDC-02 prompt=none with anything else, and a prompt that is none of ours, are refused', async () => {
  const alice = await signedIn()
  for (const prompt of ['none login', 'login none', 'create', 'NONE', 'login create']) {
    assert.equal(await errorOf(alice, { prompt }), 'invalid_request', prompt)
  }
  assert.ok(isSignIn(await alice.open(asWeb({ prompt: 'login consent' }))))
})

test('OIDC-03 STEP-02 prompt=login is satisfied by a sign-in within the request alone', async () => {
  const alice = await signedIn()
  const before = readJwt((await identify(alice, bench)).idToken).claims.auth_time
  bench.clock.advanceSeconds(5)
  for (const changes of [{ prompt: 'login' }, { max_age: '0' }, { prompt: 'select_account' }]) {
    const page = await alice.open(asWeb(changes))
    assert.ok(isSignIn(page), JSON.stringify(changes))
    const skipped = await alice.follow(
      await alice.fetch(`/consent?interaction=${page.hidden.interaction}`),
    )
    assert.ok(isSignIn(skipped), 'going on without signing in leads back')
    assert.ok(codeOf(await alice.signIn(page)))
  }
  const after = readJwt((await identify(alice, bench)).idToken).claims.auth_time
  assert.equal(Number(after) - Number(before), 5)
})

test('OIDC-03 a sign-in in another tab does not satisfy prompt=login', async () => {
  const alice = await signedIn()
  const forced = await alice.open(asWeb({ prompt: 'login' }))
  await alice.signIn(await alice.open(asWeb({ prompt: 'login' })))
  const back = await alice.follow(
    await alice.fetch(`/authorize/resume?interaction=${forced.hidden.interaction}`),
  )
  assert.ok(isSignIn(back))
  assert.ok(codeOf(await alice.signIn(back)))
})

test('OIDC-03 STEP-02 max_age asks again once the sign-in is that old, and not before', async () => {
  const alice = await signedIn()
  bench.clock.advanceSeconds(59)
  assert.ok(codeOf(await alice.open(asWeb({ max_age: '60' }))))
  bench.clock.advanceSeconds(1)
  assert.equal(await errorOf(alice, { max_age: '60', prompt: 'none' }), 'login_required')
  assert.ok(codeOf(await alice.signIn(await alice.open(asWeb({ max_age: '60' })))))
  for (const max_age of ['-1', '1.5', '0x10', 'abc', '1e3', '9999999999', ' 1']) {
    assert.equal(await errorOf(alice, { max_age }), 'invalid_request', max_age)
  }
})

test("OIDC-03 a client's default_max_age holds where the request says nothing", async () => {
  await saveClient(bench.store, { client_id: 'strict', default_max_age: 60 })
  const alice = await signedIn()
  const scope = 'read:documents'
  assert.match((await alice.open({ client_id: 'strict', scope })).action, /consent/)
  bench.clock.advanceSeconds(61)
  assert.ok(isSignIn(await alice.open({ client_id: 'strict', scope })))
  assert.match((await alice.open({ client_id: 'strict', scope, max_age: '120' })).action, /consent/)
})

test('STEP-02 an acr that we cannot give is an error, one that we can is given', async () => {
  const alice = await signedIn()
  const unmet = 'unmet_authentication_requirements'
  for (const acr_values of ['2', 'urn:mace:incommon:iap:silver phr', '11', '1,2']) {
    assert.equal(await errorOf(alice, { acr_values }), unmet, acr_values)
  }
  for (const acr_values of ['1', '2 1']) {
    const { idToken, accessToken } = await identify(alice, bench, { acr_values })
    assert.equal(readJwt(idToken).claims.acr, '1')
    assert.equal(readJwt(accessToken).claims.acr, '1')
  }
})

test('OIDC-04 id_token_hint of another person: never silently the other', async () => {
  const alice = await signedIn()
  const hint = { id_token_hint: (await identify(alice, bench)).idToken }
  const bob = await signedIn('bob')
  assert.ok(codeOf(await alice.open(asWeb({ ...hint, prompt: 'none' }))))
  assert.equal(await errorOf(bob, { ...hint, prompt: 'none' }), 'login_required')
  const page = await bob.open(asWeb(hint))
  assert.ok(isSignIn(page))
  const asBobAgain = await bob.signIn(page, 'bob')
  assert.equal(answerOf(asBobAgain.response).get('error'), 'login_required')
  assert.ok(codeOf(await bob.signIn(await bob.open(asWeb(hint)), 'alice')))
})

test('OIDC-04 a hint may be expired, but not altered, of another client or of another kind', async () => {
  const alice = await signedIn()
  const { idToken, accessToken } = await identify(alice, bench)
  bench.clock.advanceSeconds(1200)
  const silent = { prompt: 'none' }
  assert.ok(codeOf(await alice.open(asWeb({ ...silent, id_token_hint: idToken }))))
  const [header = '', , signature = ''] = idToken.split('.')
  const claims = JSON.stringify({ ...readJwt(idToken).claims, sub: 'user-bob' })
  const altered = [header, Buffer.from(claims).toString('base64url'), signature].join('.')
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const unsigned = [none, idToken.split('.')[1], ''].join('.')
  for (const id_token_hint of [altered, unsigned, accessToken, 'nonsense', `${idToken}x`]) {
    assert.equal(await errorOf(alice, { ...silent, id_token_hint }), 'invalid_request')
  }
  const elsewhere = { client_id: 'app', scope: 'read:documents', id_token_hint: idToken }
  assert.equal(await errorOf(alice, elsewhere), 'invalid_request')
})

test('L08 login_hint fills the user name field, escaped; what is no name is dropped', async () => {
  const prefilled = ({ text }: Page) => /name="username"[^>]*value="([^"]*)"/.exec(text)?.[1]
  const open = (login_hint: string) => new Person(bench).open(asWeb({ login_hint }))
  assert.equal(prefilled(await open('alice')), 'alice')
  const page = await open('"><script>alert(1)</script>')
  assert.equal(prefilled(page), '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
  assert.equal(prefilled(await open('x'.repeat(257))), '')
  assert.equal(prefilled(await open('alice\u202e')), '')
})

test('L07 the sign-in page sends no referrer and loads nothing, with hints in its address too', async () => {
  const { idToken } = await identify(await signedIn(), bench)
  const page = await new Person(bench).open(asWeb({ id_token_hint: idToken, login_hint: 'alice' }))
  assert.ok(isSignIn(page))
  assert.equal(page.response.headers.get('referrer-policy'), 'no-referrer')
  assert.match(page.response.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  assert.doesNotMatch(page.text, /(?:src|href)=/)
})

test('L08 display, ui_locales and claims are passed over and echoed nowhere', async () => {
  const probe = '"><script>alert(1)</script>'
  const page = await new Person(bench).open(
    asWeb({ display: probe, ui_locales: probe, claims: probe, nonce: probe }),
  )
  assert.ok(isSignIn(page))
  assert.doesNotMatch(page.text, /alert/)
})

test('OIDC-01 a nonce of a thousand characters comes back, a longer one is refused', async () => {
  const nonce = 'n'.repeat(1024)
  const alice = await signedIn()
  assert.equal(readJwt((await identify(alice, bench, { nonce })).idToken).claims.nonce, nonce)
  assert.equal(await errorOf(alice, { nonce: `${nonce}n` }), 'invalid_request')
})

test('O21-28 B07 a client that nobody vouches for gets no redirect before the person has acted', async () => {
  const origin = 'registration'
  await saveClient(bench.store, { client_id: 'stranger', scope: 'read:documents', origin })
  const stranger = (changes: Changes) => ({ client_id: 'stranger', ...changes })
  for (const changes of [
    stranger({ scope: 'bogus' }),
    stranger({ prompt: 'none' }),
    stranger({ response_type: 'token' }),
  ]) {
    const trusted = await ask(bench, { ...changes, client_id: 'app' })
    assert.equal(trusted.status, 303)
    for (const person of [new Person(bench), await signedIn()]) {
      const response = await person.fetch(authorizeUrl(changes))
      assert.equal(response.status, 400)
      assert.equal(response.headers.get('location'), null)
    }
  }
  const alice = await signedIn()
  const page = await alice.open(stranger({}))
  const denied = answerOf(await alice.submit(page, { decision: 'deny' }))
  assert.equal(denied.get('error'), 'access_denied')
  await alice.code(stranger({}))
  const met = answerOf(await alice.fetch(authorizeUrl(stranger({ scope: 'bogus' }))))
  assert.equal(met.get('error'), 'invalid_scope')
})

test('O21-28 nor does one of whose scopes the person may grant nothing', async () => {
  const scope = 'write:documents'
  await saveClient(bench.store, { client_id: 'greedy', scope, origin: 'document' })
  const asked = { client_id: 'greedy', scope }
  const page = await (await signedIn('bob')).open(asked)
  assert.equal(page.status, 400)
  assert.equal(page.location, null)
  const fresh = new Person(bench)
  const acted = await fresh.signIn(await fresh.open(asked), 'bob')
  assert.equal(answerOf(acted.response).get('error'), 'access_denied')
})
