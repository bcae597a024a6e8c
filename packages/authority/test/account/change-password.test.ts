import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Bench, openAuthority, password } from '../support/open-authority.ts'
import { type Changes, Person, refreshRequest } from '../support/person.ts'
import { assertIssued, assertRefused, newTokens, reasonsOf } from '../support/token-outcomes.ts'

const chosen = 'seven grey herons at noon'

async function open(t: TestContext) {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  await alice.code()
  // What is revoked is all that was issued up to this second.
  bench.clock.advanceSeconds(1)
  return { bench, alice }
}

async function change(person: Person, fields: Changes = {}, headers: Record<string, string> = {}) {
  const page = await person.follow(await person.fetch('/grants/password'))
  return person.submit(
    page,
    { current_password: password, new_password: chosen, new_password_again: chosen, ...fields },
    headers,
  )
}

/** Whether a fresh browser of alice's gets in. */
async function getsIn(bench: Bench, typed: string): Promise<boolean> {
  const person = new Person(bench)
  const page = await person.signIn(await person.open(), 'alice', typed)
  return page.location !== null || page.action.endsWith('/consent')
}

test('whoever is not signed in signs in first', async (t) => {
  const { bench } = await open(t)
  const person = new Person(bench)
  const first = await person.follow(await person.fetch('/grants/password'))
  assert.match(first.action, /\/sign-in$/)
  assert.match((await person.signIn(first)).action, /\/grants\/password$/)
})

test('the new password gets in and the old one does not', async (t) => {
  const { bench, alice } = await open(t)
  assert.equal((await change(alice)).status, 200)
  bench.clock.advanceSeconds(1)
  assert.equal(await getsIn(bench, password), false)
  assert.equal(await getsIn(bench, chosen), true)
  const changed = (await bench.events()).findLast(({ type }) => type === 'user.changed')
  assert.deepEqual(
    [changed?.subject, changed?.reasons],
    ['user-alice', ['password_changed_by_user']],
  )
})

test('AUTHN-07 E06 a changed password ends every session, grant and token of the person', async (t) => {
  const { bench, alice } = await open(t)
  const elsewhere = new Person(bench)
  const tokens = await newTokens(bench, elsewhere)
  const bob = new Person(bench)
  await bob.code({}, 'bob')
  const changed = await change(alice)
  assert.match(changed.headers.get('set-cookie') ?? '', /__Host-sallyport-session=;.*Max-Age=0/)
  bench.clock.advanceSeconds(1)
  assertRefused(await refreshRequest(bench, tokens.refreshToken), 400, 'invalid_grant')
  assert.match((await elsewhere.open()).action, /\/sign-in$/)
  assert.match((await alice.open()).action, /\/sign-in$/)
  assert.notEqual((await bob.open()).location, null, 'nobody else is signed out')
  const revoked = await bench.store.revocations.since(0, 100)
  assert.deepEqual(revoked.at(-1)?.target, { kind: 'subject', id: 'user-alice' })
})

test('a wrong password now changes nothing, and the right one still does', async (t) => {
  const { bench, alice } = await open(t)
  const tokens = await newTokens(bench, alice)
  const refused = await change(alice, { current_password: 'not the password at all' })
  assert.equal(refused.status, 400)
  assert.match(await refused.text(), /was not right/)
  assertIssued(await refreshRequest(bench, tokens.refreshToken))
  assert.deepEqual(await reasonsOf(bench, 'sign_in.failed'), ['password'])
  assert.equal((await change(alice)).status, 200)
})

test('guessing the password now is slowed down like a sign-in', async (t) => {
  const { bench, alice } = await open(t)
  for (let tries = 0; tries < 5; tries += 1) {
    await change(alice, { current_password: `guess number ${tries} of many` })
  }
  assert.equal((await change(alice)).status, 400, 'held back, though it is right')
  assert.equal((await reasonsOf(bench, 'sign_in.failed')).at(-1), 'held_back')
  bench.clock.advanceSeconds(3600)
  const again = new Person(bench)
  await again.code()
  assert.equal((await change(again)).status, 200)
})

test('AUTHN-01 AUTHN-02 a new password is judged like any, with the reason', async (t) => {
  const { alice } = await open(t)
  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['too short', 'too short', /fewer than 15/],
    ['alicealicealicealice', 'alicealicealicealice', /new password /],
    [chosen, `${chosen}x`, /not the same twice/],
    [password, password, /the one you have/],
    ['', '', /fewer than 15/],
  ]
  for (const [new_password, new_password_again, reason] of bad) {
    const refused = await change(alice, { new_password, new_password_again })
    assert.equal(refused.status, 400)
    assert.match(await refused.text(), reason)
  }
  assert.equal((await change(alice)).status, 200)
})

test('L11 a form of another site changes nothing', async (t) => {
  const { bench, alice } = await open(t)
  for (const [fields, headers] of [
    [{ token: 'x'.repeat(43) }, {}],
    [{ token: undefined }, {}],
    [{}, { 'sec-fetch-site': 'cross-site' }],
    [{}, { origin: 'https://evil.example' }],
  ] as const) {
    assert.equal((await change(alice, fields, { ...headers })).status, 403)
  }
  bench.clock.advanceSeconds(1)
  assert.equal(await getsIn(bench, password), true)
  assert.equal((await change(alice)).status, 200)
})

test('no password comes back in the page, the log or the address', async (t) => {
  const { bench, alice } = await open(t)
  const refused = await change(alice, { new_password_again: 'something else entirely' })
  const text = await refused.text()
  for (const typed of [password, chosen, 'something else entirely']) {
    assert.ok(!text.includes(typed))
    assert.ok(!JSON.stringify(await bench.events()).includes(typed))
  }
})
