import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { documentsApi, issuer, openAuthority, saveClient } from '../support/open-authority.ts'
import { type Page, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import { assertIssued, assertRefused, reasonsOf } from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())

let alice = new Person(bench)
beforeEach(() => {
  alice = new Person(bench)
})

const grantsPage = async (person: Person) => person.follow(await person.fetch('/grants'))

/** Tokens of a new grant of alice's. */
async function tokensFor(clientId: string) {
  const code = await alice.code({ client_id: clientId })
  return assertIssued(await tokenRequest(bench, { code, client_id: clientId }))
}

const takeBack = (page: Page, clientId: string, headers: Record<string, string> = {}) =>
  alice.submit(page, { client_id: clientId }, headers)

test('whoever is not signed in signs in first, and arrives at the page', async () => {
  const first = await grantsPage(alice)
  assert.match(first.action, /\/sign-in$/)
  assert.match(first.text, /your account/)
  assert.match(
    first.response.headers.get('content-security-policy') ?? '',
    /form-action 'self';/,
    'no client waits, so the form leads nowhere else',
  )
  const page = await alice.signIn(first)
  assert.equal(page.status, 200)
  assert.match(page.text, /Signed in as <strong>alice<\/strong>/)
})

test('O21-29 the page lists each client with its name, scopes, API and dates', async () => {
  await tokensFor('app')
  const page = await grantsPage(alice)
  assert.match(page.text, /<h2>The App<\/h2>/)
  assert.match(page.text, /<li>read:documents<\/li>/)
  assert.ok(page.text.includes(documentsApi))
  assert.match(page.text, /Allowed on 2026-03-02\. Last used on 2026-03-02\./)
  const bob = new Person(bench)
  await bob.signIn(await grantsPage(bob), 'bob')
  assert.match((await grantsPage(bob)).text, /No application can act for you/)
})

test('O21-29 what is taken back is dead: tokens, codes and the consent; no other client’s', async () => {
  const app = await tokensFor('app')
  const other = await tokensFor('other')
  const waiting = await alice.code({ client_id: 'app' })
  const done = await takeBack(await grantsPage(alice), 'app')
  assert.equal(done.status, 303)
  assert.equal(done.headers.get('location'), '/grants?done=revoked')
  assert.doesNotMatch((await alice.follow(done)).text, /The App/)

  assertRefused(await refreshRequest(bench, app.refreshToken), 400, 'invalid_grant')
  assertRefused(await tokenRequest(bench, { code: waiting }), 400, 'invalid_grant')
  assertIssued(await refreshRequest(bench, other.refreshToken, { client_id: 'other' }))
  assert.match((await alice.open()).action, /\/consent$/, 'asked again')
  assert.equal((await alice.open({ client_id: 'other' })).location === null, false)
  assert.ok((await reasonsOf(bench, 'token.revoked')).includes('revoked_by_user'))
  const withdrawn = (await bench.events()).findLast(({ type }) => type === 'consent.withdrawn')
  assert.deepEqual([withdrawn?.subject, withdrawn?.clientId], ['user-alice', 'app'])
})

test('a form of another person, page or site takes nothing back', async () => {
  const app = await tokensFor('app')
  const page = await grantsPage(alice)
  const bob = new Person(bench)
  const bobsPage = await bob.follow(await bob.submit(await grantsPage(bob), signInAs('bob')))
  const password = await alice.follow(await alice.fetch('/grants/password'))
  const bad: readonly (readonly [string, Page, Record<string, string>])[] = [
    ['no token', { ...page, hidden: {} }, {}],
    ['token of another person', { ...page, hidden: bobsPage.hidden }, {}],
    ['token of another page', { ...page, hidden: password.hidden }, {}],
    ['another site', page, { 'sec-fetch-site': 'cross-site' }],
    ['another origin', page, { origin: 'https://evil.example' }],
  ]
  for (const [what, form, headers] of bad) {
    const refused = await takeBack(form, 'app', headers)
    assert.equal(refused.status, 403, what)
  }
  const fresh = assertIssued(await refreshRequest(bench, app.refreshToken))
  const accepted = await takeBack(page, 'app', { origin: issuer, 'sec-fetch-site': 'same-origin' })
  assert.equal(accepted.status, 303)
  assertRefused(await refreshRequest(bench, fresh.refreshToken), 400, 'invalid_grant')
})

test('a client that has nothing of the person’s is no error, nor is a second press', async () => {
  await alice.code()
  const page = await grantsPage(alice)
  for (const clientId of ['nobody', 'app', 'app', '__proto__']) {
    assert.equal((await takeBack(page, clientId)).status, 303)
  }
})

test('an id of which the person has nothing, a token by mistake among them, changes and records nothing', async () => {
  const app = await tokensFor('app')
  const page = await grantsPage(alice)
  const before = (await bench.events()).length
  for (const typed of [String(app.accessToken), String(app.refreshToken), 'nobody', 'conf']) {
    const answer = await takeBack(page, typed)
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/grants?done=revoked'])
  }
  assert.equal((await bench.events()).length, before)
  assertIssued(await refreshRequest(bench, app.refreshToken))
  await takeBack(page, 'app')
  assert.ok((await bench.events()).length > before, 'what is theirs is taken back')
})

test('L08 names that a client has given itself are shown as text, and as unverified', async () => {
  const client_name = '<img src=x onerror=alert(1)>"&'
  await saveClient(bench.store, { client_id: 'self-made', client_name, origin: 'registration' })
  await tokensFor('self-made')
  const page = await grantsPage(alice)
  assert.ok(page.text.includes('&lt;img src=x onerror=alert(1)&gt;&quot;&amp;'))
  assert.doesNotMatch(page.text, /<img/)
  assert.match(page.text, /unverified/)
})

function signInAs(username: string) {
  return { username, password: 'a long enough passphrase' }
}
