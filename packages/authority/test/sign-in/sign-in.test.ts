import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAuthority, password, realPasswords, saveUser } from '../support/open-authority.ts'
import { authorizeUrl, type Page, Person, withChanges } from '../support/person.ts'

/** A page less what is different in every page: nonces, ids, tokens. */
function shapeOf(page: Page): string {
  const headers = [...page.response.headers]
    .map(([name, value]) => `${name}: ${value.replace(/nonce-[^']+/, 'nonce')}`)
    .join('\n')
  const body = page.text.replace(/nonce="[^"]+"/g, 'nonce').replace(/value="[^"]*"/g, 'value')
  return `${page.status}\n${headers}\n${body}`
}

test('AUTHN-04 K01 unknown, wrong, disabled and held back get the same answer', async (t) => {
  const bench = await openAuthority({ passwords: realPasswords })
  t.after(() => bench.close())
  const { passwordHash = '' } = (await bench.store.users.findByUsername('alice')) ?? {}
  await saveUser(bench.store, { username: 'dora', status: 'disabled', passwordHash })
  const person = new Person(bench)
  const page = await person.open()
  const wrong = shapeOf(await person.signIn(page, 'alice', 'not the password'))
  assert.match(wrong, /^400/)
  assert.equal(shapeOf(await person.signIn(page, 'nobody', 'not the password')), wrong)
  assert.equal(shapeOf(await person.signIn(page, 'dora', password)), wrong)
  assert.equal(shapeOf(await person.signIn(page, ' \u200b', password)), wrong)
  for (let i = 0; i < 5; i += 1) await person.signIn(page, 'bob', 'not the password')
  assert.equal(shapeOf(await person.signIn(page, 'bob', password)), wrong)
  const right = await person.signIn(page, 'alice', password)
  assert.equal(right.status, 200)
  assert.match(right.text, /decision/)
})

test('AUTHN-04 K01 one password is hashed at every try, whatever is the matter with the account', async (t) => {
  const verified: (string | undefined)[] = []
  const bench = await openAuthority({
    passwords: {
      hash: async () => assert.fail('nothing is hashed anew'),
      verify: async (hash, typed) => {
        verified.push(hash)
        return hash === `quick ${typed}`
      },
    },
  })
  t.after(() => bench.close())
  await saveUser(bench.store, { username: 'dora', status: 'disabled' })
  const person = new Person(bench)
  const page = await person.open()
  const tries = [
    ['alice', 'not the password'],
    ['nobody', 'not the password'],
    ['dora', password],
    [' \u200b', password],
    ...Array.from({ length: 6 }, () => ['bob', 'not the password']),
    ['alice', password],
  ]
  for (const [i, [username = '', typed = '']] of tries.entries()) {
    await person.signIn(page, username, typed)
    assert.equal(verified.length, i + 1, username)
  }
  // Where there is no account the hasher is told so, and works as long (see its own tests).
  assert.deepEqual(
    verified.map((hash) => hash !== undefined),
    tries.map(([username = '']) => ['alice', 'bob', 'dora'].includes(username)),
  )
})

test('AUTHN-03 from the fifth failure on even the right password waits, and then works', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const person = new Person(bench)
  const page = await person.open()
  for (let i = 0; i < 4; i += 1) await person.signIn(page, 'alice', 'not the password')
  assert.match((await person.signIn(page, 'alice', password)).text, /decision/)
  const again = new Person(bench)
  const next = await again.open()
  for (let i = 0; i < 5; i += 1) await again.signIn(next, 'alice', 'not the password')
  assert.equal((await again.signIn(next, 'alice', password)).status, 400)
  bench.clock.advanceSeconds(1)
  assert.match((await again.signIn(next, 'alice', password)).text, /decision/)
})

test('AUTHN-03 parallel guesses cannot outrun the count', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const person = new Person(bench)
  const page = await person.open()
  const guesses = Array.from({ length: 12 }, () => person.signIn(page, 'alice', 'a guess'))
  await Promise.all(guesses)
  const reasons = (await bench.events())
    .filter(({ type }) => type === 'sign_in.failed')
    .map((event) => event.reasons?.[0])
  assert.equal(reasons.filter((reason) => reason === 'password').length, 5)
  assert.equal(reasons.filter((reason) => reason === 'held_back').length, 7)
})

test('K03 many accounts tried from one address are held back there, not elsewhere', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const sprayer = new Person(bench, '203.0.113.9')
  const page = await sprayer.open()
  for (let i = 0; i < 20; i += 1) {
    assert.equal((await sprayer.signIn(page, `user${i}`, 'one password')).status, 400)
  }
  const held = await sprayer.signIn(page, 'alice', password)
  assert.equal(held.status, 429)
  assert.ok(Number(held.response.headers.get('retry-after')) >= 1)
  const honest = new Person(bench, '203.0.113.10')
  assert.match((await honest.signIn(await honest.open())).text, /decision/)
})

test('COOK-01 COOK-02 COOK-03 a new opaque session id at every sign-in, the old one dead', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const page = await alice.open()
  const signedIn = await alice.submit(page, { username: 'alice', password })
  assert.equal(signedIn.status, 303)
  const [cookie = ''] = signedIn.headers.getSetCookie()
  assert.match(
    cookie,
    /^__Host-sallyport-session=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
  )
  const name = '__Host-sallyport-session'
  const first = alice.cookies.get(name) ?? ''
  await alice.submit(page, { username: 'alice', password })
  const second = alice.cookies.get(name)
  assert.notEqual(second, first)
  assert.match((await alice.open()).action, /consent/)
  alice.cookies.set(name, first)
  assert.match((await alice.open()).action, /sign-in/)
})

test('COOK-02 a session id that was planted before sign-in is not the one after it', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const victim = new Person(bench)
  const planted = 'p'.repeat(43)
  victim.cookies.set('__Host-sallyport-session', planted)
  const page = await victim.open()
  await victim.submit(page, { username: 'alice', password })
  assert.notEqual(victim.cookies.get('__Host-sallyport-session'), planted)
  const attacker = new Person(bench)
  attacker.cookies.set('__Host-sallyport-session', planted)
  assert.match((await attacker.open()).action, /sign-in/)
})

test('COOK-04 two cookies of one name are none', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  await alice.code()
  const session = `__Host-sallyport-session=${alice.cookies.get('__Host-sallyport-session')}`
  const browser = `__Host-sallyport-browser=${alice.cookies.get('__Host-sallyport-browser')}`
  const openWith = async (cookie: string) => {
    const first = await alice.fetch(authorizeUrl(), { headers: { cookie } })
    return first.headers.get('location') ?? ''
  }
  assert.match(await openWith(`${browser}; ${session}`), /consent/)
  assert.match(await openWith(`${browser}; ${session}; ${session}`), /sign-in/)
  assert.match(
    await openWith(`${browser}; ${session}; __Host-sallyport-session=${'x'.repeat(43)}`),
    /sign-in/,
  )
  assert.match(await openWith(`${browser}; ${session.replace('__Host-', '')}`), /sign-in/)
})

test('C18 a link to an interaction opens nothing in another browser', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const attacker = new Person(bench)
  const started = await attacker.fetch(authorizeUrl())
  const link = started.headers.get('location') ?? ''
  const victim = new Person(bench)
  await victim.open()
  const opened = await victim.fetch(link)
  assert.equal(opened.status, 400)
  assert.doesNotMatch(await opened.text(), /<form/)
  assert.equal((await attacker.fetch(link)).status, 200)
})

test('C12 a form from elsewhere, or without its token, or of another step is refused', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const page = await alice.open()
  const fields = { username: 'alice', password }
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'https://auth.example.evil' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    const refused = await alice.submit(page, fields, headers)
    assert.equal(refused.status, 403, JSON.stringify(headers))
  }
  for (const changes of [{ token: undefined }, { token: 'x'.repeat(43) }, { token: '' }]) {
    assert.equal((await alice.submit(page, { ...fields, ...changes })).status, 403)
  }
  assert.equal((await bench.events()).length, 0)
  const accepted = await alice.submit(page, fields, {
    origin: 'https://auth.example',
    'sec-fetch-site': 'same-origin',
  })
  assert.equal(accepted.status, 303)
  const consent = await alice.follow(accepted)
  const crossed = await alice.submit(consent, { decision: 'allow', token: page.hidden.token })
  assert.equal(crossed.status, 403)
  const viaGet = await alice.fetch(`/consent?${withChanges(consent.hidden, { decision: 'allow' })}`)
  assert.equal(viaGet.status, 200)
  assert.ok(!(await bench.events()).some(({ type }) => type === 'code.issued'))
  assert.equal((await alice.submit(consent, { decision: 'allow' })).status, 303)
})

test('C12 of two answers to one question one counts', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const consent = await alice.signIn(await alice.open())
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => alice.submit(consent, { decision: 'allow' })),
  )
  assert.equal(answers.filter(({ status }) => status === 303).length, 1)
})

test('C14 fields of the form other than the decision change nothing', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const consent = await alice.signIn(await alice.open())
  const response = await alice.submit(consent, {
    decision: 'allow',
    scope: 'admin:users',
    redirect_uri: 'https://evil.example/',
    client_id: 'other',
    user_id: 'user-bob',
  })
  assert.match(response.headers.get('location') ?? '', /^https:\/\/app\.example\/callback\?/)
  const issued = (await bench.events()).find(({ type }) => type === 'code.issued')
  assert.equal(issued?.scope, 'read:documents')
  assert.equal(issued?.clientId, 'app')
  assert.equal(issued?.subject, 'user-alice')
})

test('a consent page shown to one person cannot be answered by another', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const browser = new Person(bench)
  const forAlice = await browser.signIn(await browser.open())
  assert.match(forAlice.text, /alice/)
  browser.cookies.delete('__Host-sallyport-session')
  const forBob = await browser.signIn(await browser.open(), 'bob')
  assert.match(forBob.text, /bob/)
  assert.equal((await browser.submit(forAlice, { decision: 'allow' })).status, 403)
  assert.equal((await browser.submit(forBob, { decision: 'allow' })).status, 303)
})

test('HDR-01 to HDR-05 O21-27 every page is closed to frames, scripts, caches and referrers', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const signIn = await alice.open()
  const pages = [
    signIn,
    await alice.signIn(signIn, 'alice', 'wrong'),
    await alice.signIn(signIn),
    await alice.open({ client_id: 'nobody' }),
  ]
  for (const { response } of pages) {
    const policy = response.headers.get('content-security-policy') ?? ''
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      'form-action',
    ]) {
      assert.ok(policy.includes(part), part)
    }
    assert.ok(!policy.includes('script'))
    assert.ok(!policy.includes('unsafe'))
    for (const [name, value] of [
      ['x-frame-options', 'DENY'],
      ['x-content-type-options', 'nosniff'],
      ['referrer-policy', 'no-referrer'],
      ['cache-control', 'no-store'],
      ['content-type', 'text/html; charset=utf-8'],
      ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
      ['cross-origin-opener-policy', 'same-origin'],
      ['cross-origin-resource-policy', 'same-origin'],
      ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
      ['server', null],
      ['x-powered-by', null],
    ] as const) {
      assert.equal(response.headers.get(name), value, name)
    }
  }
})

test('a session ends after an hour without use and after twelve in any case', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  await alice.code()
  for (let hour = 0; hour < 11; hour += 1) {
    bench.clock.advanceSeconds(3600)
    assert.match((await alice.open()).location ?? '', /[?&]code=/)
  }
  bench.clock.advanceSeconds(3600)
  assert.match((await alice.open()).action, /sign-in/)
})

test('a sign-in in the second of a revocation says to wait, and works in the next', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const page = await alice.open()
  const now = bench.clock.nowMs() / 1000
  await bench.store.revocations.revoke({ target: { kind: 'subject', id: 'user-alice' }, now })
  const overtaken = await alice.signIn(page)
  assert.equal(overtaken.status, 503)
  assert.match(overtaken.text, /signed out everywhere just now. Wait a second/)
  const [failed] = (await bench.events()).filter(({ type }) => type.startsWith('sign_in.'))
  assert.deepEqual([failed?.type, failed?.reasons], ['sign_in.failed', ['revoked']])
  const wrong = await alice.signIn(page, 'alice', 'not the password')
  assert.equal(wrong.status, 400, 'only the right password is told so')
  assert.doesNotMatch(wrong.text, /everywhere/)
  bench.clock.advanceSeconds(1)
  assert.match((await alice.signIn(overtaken)).text, /decision/)
})
