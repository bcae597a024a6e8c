import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { createAuthority, signInAccountKey } from '../../src/index.ts'
import { type Bench, openAuthority, password } from '../support/open-authority.ts'
import { Person } from '../support/person.ts'

const cookieName = '__Host-sallyport-known'

async function open(t: TestContext): Promise<Bench> {
  const bench = await openAuthority()
  t.after(() => bench.close())
  return bench
}

/** Whether a sign-in gets in; each after the longest wait there is, so that only a lock holds it back. */
async function getsIn(bench: Bench, person: Person, username = 'alice', typed = password) {
  bench.clock.advanceSeconds(901)
  person.cookies.delete('__Host-sallyport-session')
  await person.signIn(await person.open(), username, typed)
  return person.cookies.has('__Host-sallyport-session')
}

/** A hundred strangers guess wrong. */
async function lock(bench: Bench): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    const stranger = new Person(bench, `198.51.100.${i}`)
    assert.equal(await getsIn(bench, stranger, 'alice', 'not the password'), false)
  }
}

test('K06 AUTHN-03 strangers lock an account for strangers, not for a browser that was in it before', async (t) => {
  const bench = await open(t)
  const [known, unknown] = [new Person(bench), new Person(bench)]
  assert.equal(await getsIn(bench, known), true)
  await lock(bench)
  assert.equal(await getsIn(bench, unknown), false, 'the hundred stand for everybody else')
  assert.equal(await getsIn(bench, known), true)
  assert.equal(await getsIn(bench, known), true, 'and again')
  assert.equal(await getsIn(bench, unknown), false, 'the person clears nothing for strangers')
  await bench.store.failures.clear(signInAccountKey('Alice'))
  assert.equal(await getsIn(bench, unknown), true)
})

test('AUTHN-03 a known browser has twenty tries of its own, then those of everybody else', async (t) => {
  const bench = await open(t)
  const known = new Person(bench)
  await getsIn(bench, known)
  for (let i = 0; i < 20; i += 1) assert.equal(await getsIn(bench, known, 'alice', 'wrong'), false)
  assert.equal(await getsIn(bench, new Person(bench)), true, 'the account is as it was')
  assert.equal(await getsIn(bench, known), true, 'the way of everybody else is open')
  for (let i = 0; i < 20; i += 1) await getsIn(bench, known, 'alice', 'wrong')
  await lock(bench)
  assert.equal(await getsIn(bench, known), false)
})

test('AUTHN-03 a known browser is slowed down like any', async (t) => {
  const bench = await open(t)
  const known = new Person(bench)
  await getsIn(bench, known)
  known.cookies.delete('__Host-sallyport-session')
  const page = await known.open()
  for (let i = 0; i < 5; i += 1) await known.signIn(page, 'alice', 'wrong')
  assert.equal((await known.signIn(page)).status, 400)
  bench.clock.advanceSeconds(1)
  assert.notEqual((await known.signIn(page)).status, 400)
})

test('K06 a browser is known for the account it was in, for half a year, and nobody can forge it', async (t) => {
  const bench = await open(t)
  const [alice, bob] = [new Person(bench), new Person(bench)]
  await getsIn(bench, alice)
  await getsIn(bench, bob, 'bob')
  await lock(bench)
  const cookie = alice.cookies.get(cookieName) ?? ''
  const [id = '', expiresAt = '', tag = ''] = cookie.split('~')
  const withCookie = async (value: string) => {
    const person = new Person(bench)
    person.cookies.set(cookieName, value)
    return getsIn(bench, person)
  }
  assert.equal(await withCookie(cookie), true)
  for (const forged of [
    bob.cookies.get(cookieName) ?? '',
    `${'x'.repeat(22)}~${expiresAt}~${tag}`,
    `${id}~${Number(expiresAt) + 1}~${tag}`,
    `${id}~${expiresAt}~${'x'.repeat(43)}`,
    `${id}~${expiresAt}`,
    `${cookie}.`,
    `${cookie}; ${cookieName}=${cookie}`,
  ]) {
    assert.equal(await withCookie(forged), false, forged)
  }
  const secret = new Secret('another configuration secret, long enough')
  const other = { ...bench, authority: createAuthority({ ...bench.options, secret }) }
  const elsewhere = new Person(other)
  elsewhere.cookies.set(cookieName, cookie)
  assert.equal(await getsIn(other, elsewhere), false)
  bench.clock.advanceSeconds(180 * 86_400)
  assert.equal(await withCookie(cookie), false)
})

test('K06 a browser that several people share is known for each of them', async (t) => {
  const bench = await open(t)
  const shared = new Person(bench)
  await getsIn(bench, shared)
  await getsIn(bench, shared, 'bob')
  await lock(bench)
  assert.equal(await getsIn(bench, shared), true)
  assert.equal(await getsIn(bench, shared, 'bob'), true)
})

test('COOK-01 COOK-03 the cookie of a known browser is closed to scripts and other hosts, and names nobody', async (t) => {
  const bench = await open(t)
  const alice = new Person(bench)
  const signedIn = await alice.submit(await alice.open(), { username: 'alice', password })
  const cookie = signedIn.headers.getSetCookie().find((one) => one.startsWith(cookieName))
  assert.match(
    cookie ?? '',
    /^__Host-sallyport-known=[\w-]{22}~\d+~[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=15552000$/,
  )
  assert.doesNotMatch(cookie ?? '', /alice/)
  const stranger = new Person(bench)
  const refused = await stranger.submit(await stranger.open(), { username: 'alice', password: 'x' })
  assert.deepEqual(refused.headers.getSetCookie(), [])
})
