import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAuthority, saveUser } from '../support/open-authority.ts'
import { authorizeUrl, Person } from '../support/person.ts'

/** Whether the browser is still signed in. */
async function isSignedIn(person: Person): Promise<boolean> {
  const response = await person.fetch(authorizeUrl())
  assert.equal(response.status, 303)
  return !(response.headers.get('location') ?? '').startsWith('/sign-in')
}

test('AUTHN-07 a session that is not used for an hour is over, one that is used is not', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  await alice.code()
  bench.clock.advanceSeconds(3600)
  assert.equal(await isSignedIn(alice), true)
  bench.clock.advanceSeconds(3601)
  assert.equal(await isSignedIn(alice), false)
})

test('AUTHN-07 after twelve hours a session is over however much it is used', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  await alice.code()
  for (let halfHours = 1; halfHours < 24; halfHours += 1) {
    bench.clock.advanceSeconds(1800)
    assert.equal(await isSignedIn(alice), true, `${halfHours} half hours`)
  }
  bench.clock.advanceSeconds(1800)
  assert.equal(await isSignedIn(alice), false)
})

test('AUTHN-07 a session ends with the account, and with a revocation of all that was issued to it', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const [alice, bob] = [new Person(bench), new Person(bench)]
  await alice.code()
  await bob.code({}, 'bob')
  await saveUser(bench.store, { username: 'alice', status: 'disabled' })
  const target = { kind: 'subject', id: 'user-bob' } as const
  assert.equal(await isSignedIn(alice), false)
  assert.equal(await isSignedIn(bob), true)
  await bench.store.revocations.revoke({ target, now: bench.clock.nowMs() / 1000 })
  assert.equal(await isSignedIn(bob), false)
})
