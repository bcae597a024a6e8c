import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  askForCodes,
  decide,
  deviceCodes,
  openDevicePage,
  poll,
  saveDeviceClient,
  typeCode,
} from '../support/device.ts'
import {
  type Bench,
  documentsApi,
  issuer,
  openAuthority,
  saveUser,
} from '../support/open-authority.ts'
import { Person, refreshRequest } from '../support/person.ts'
import { reasonsOf } from '../support/token-outcomes.ts'

async function openBench(t: TestContext): Promise<Bench> {
  const bench = await openAuthority()
  await saveDeviceClient(bench)
  t.after(() => bench.close())
  return bench
}

test('a device asks for codes, a person allows it, and the device gets tokens', async (t) => {
  const bench = await openBench(t)
  const codes = await deviceCodes(bench, { scope: 'openid read:documents' })
  assert.match(codes.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
  assert.equal(codes.verification_uri, `${issuer}/device`)
  assert.equal(codes.verification_uri_complete, `${issuer}/device?user_code=${codes.user_code}`)
  assert.deepEqual([codes.expires_in, codes.interval], [600, 5])
  const waiting = await poll(bench, codes.device_code)
  assert.deepEqual([waiting.status, waiting.body.error], [400, 'authorization_pending'])
  const person = new Person(bench)
  const page = await openDevicePage(person)
  const shown = await typeCode(person, page, codes.user_code.toLowerCase().replace('-', ' '))
  const done = await person.follow(await person.submit(shown, { decision: 'allow' }))
  assert.match(done.text, /The device is allowed/)
  bench.clock.advanceSeconds(5)
  const issued = await poll(bench, codes.device_code)
  assert.equal(issued.status, 200)
  assert.equal(issued.body.scope, 'openid read:documents')
  assert.equal(typeof issued.body.id_token, 'string')
  const refreshed = await refreshRequest(bench, issued.body.refresh_token, { client_id: 'tv' })
  assert.equal(refreshed.status, 200)
  const text = JSON.stringify(await bench.events())
  for (const secret of [codes.device_code, codes.user_code, codes.user_code.replace('-', '')]) {
    assert.ok(!text.includes(secret))
  }
  const [grant] = await bench.store.grants.listLive({ subject: 'user-alice' }, 0)
  const types = (await bench.events()).filter((event) => event.grantId === grant?.grantId)
  assert.deepEqual(
    types.map((event) => event.type),
    ['consent.granted', 'token.issued', 'token.refreshed'],
  )
})

test('DEV-01 M05 a device code is the client’s own, and good for one answer', async (t) => {
  const bench = await openBench(t)
  const { device_code, user_code } = await deviceCodes(bench)
  await saveDeviceClient(bench)
  await bench.store.clients.save({
    ...(await bench.store.clients.find('tv').then((tv) => tv ?? assert.fail())),
    client_id: 'radio',
  })
  await decide(new Person(bench), user_code)
  for (const wrong of [
    { client_id: 'radio' },
    { device_code: 'x' },
    { device_code: 'x'.repeat(64) },
  ]) {
    const { status, body } = await poll(bench, device_code, wrong)
    assert.deepEqual([status, body.error], [400, 'invalid_grant'])
  }
  const answers = await Promise.all(Array.from({ length: 20 }, () => poll(bench, device_code)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const again = await poll(bench, device_code)
  assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant'])
})

test('DEV-03 M05 a device that asks too often is slowed down, one that is too late is told', async (t) => {
  const bench = await openBench(t)
  const { device_code } = await deviceCodes(bench)
  const errorAfter = async (seconds: number) => {
    bench.clock.advanceSeconds(seconds)
    return (await poll(bench, device_code)).body.error
  }
  assert.equal(await errorAfter(0), 'authorization_pending')
  assert.equal(await errorAfter(1), 'slow_down')
  assert.equal(await errorAfter(9), 'slow_down')
  assert.equal(await errorAfter(15), 'authorization_pending')
  assert.equal(await errorAfter(575), 'expired_token')
})

test('DEV-03 a device that is denied is told so, and gets nothing later', async (t) => {
  const bench = await openBench(t)
  const { device_code, user_code } = await deviceCodes(bench)
  const done = await decide(new Person(bench), user_code, 'deny')
  assert.match(done.text, /The device is denied/)
  assert.equal((await poll(bench, device_code)).body.error, 'access_denied')
  assert.equal((await poll(bench, device_code)).body.error, 'invalid_grant')
  assert.deepEqual(await bench.store.grants.listLive({ subject: 'user-alice' }, 0), [])
})

test('DEV-04 M05 the page says what is allowed and when to deny, and opening it allows nothing', async (t) => {
  const bench = await openBench(t)
  const codes = await deviceCodes(bench)
  const person = new Person(bench)
  const complete = await openDevicePage(person, codes.verification_uri_complete)
  assert.match(complete.text, new RegExp(`value="${codes.user_code}"`))
  assert.ok(!complete.text.includes('The TV'))
  assert.equal((await poll(bench, codes.device_code)).body.error, 'authorization_pending')
  const shown = await typeCode(person, complete, codes.user_code)
  for (const expected of ['The TV', 'read:documents', codes.user_code, documentsApi, 'deny']) {
    assert.ok(shown.text.includes(expected), expected)
  }
  assert.match(shown.text, /If somebody sent you the code or a link to this page/)
  assert.match(
    shown.response.headers.get('content-security-policy') ?? '',
    /frame-ancestors 'none'/,
  )
  bench.clock.advanceSeconds(5)
  assert.equal((await poll(bench, codes.device_code)).body.error, 'authorization_pending')
  await person.submit(shown, { decision: 'allow' })
  bench.clock.advanceSeconds(5)
  assert.equal((await poll(bench, codes.device_code)).status, 200)
})

test('DEV-04 M05 a decision needs the page’s own form, of this person, for this code', async (t) => {
  const bench = await openBench(t)
  const mine = await deviceCodes(bench)
  const other = await deviceCodes(bench)
  const person = new Person(bench)
  const shown = await typeCode(person, await openDevicePage(person), mine.user_code)
  const allow = { decision: 'allow' }
  // Another code in the hidden field leads to that device's page, and decides nothing.
  const swapped = await person.follow(
    await person.submit(shown, { ...allow, user_code: other.user_code }),
  )
  assert.ok(swapped.text.includes(other.user_code))
  assert.equal((await poll(bench, other.device_code)).body.error, 'authorization_pending')
  for (const [changes, headers] of [
    [{ ...allow, token: 'wrong' }, {}],
    [{ ...allow, token: undefined }, {}],
    [allow, { origin: 'https://evil.example' }],
    [allow, { 'sec-fetch-site': 'cross-site' }],
  ] as const) {
    const answer = await person.submit(shown, changes, headers)
    assert.equal(answer.status, 403)
  }
  const stranger = new Person(bench)
  await openDevicePage(stranger, '/device', 'bob')
  assert.equal((await stranger.submit(shown, allow)).status, 403)
  const noToken = await person.submit(shown, { ...allow, shown: undefined })
  assert.match(await noToken.text(), /Allow a device\?/)
  bench.clock.advanceSeconds(5)
  assert.equal((await poll(bench, mine.device_code)).body.error, 'authorization_pending')
  await person.submit(shown, allow)
  bench.clock.advanceSeconds(5)
  assert.equal((await poll(bench, mine.device_code)).status, 200)
})

test('DEV-04 O21-29 a client that changes its name while the person looks is shown anew', async (t) => {
  const bench = await openBench(t)
  const tv = await bench.store.clients.find('tv')
  assert.ok(tv)
  const named = (client_name: string) =>
    bench.store.clients.save({ ...tv, origin: 'registration', client_name })
  await named('The TV')
  const { user_code } = await deviceCodes(bench)
  const person = new Person(bench)
  const shown = await typeCode(person, await openDevicePage(person), user_code)
  await named('Another TV')
  const again = await person.follow(await person.submit(shown, { decision: 'allow' }))
  assert.match(again.text, /Another TV/)
  assert.ok(!(await bench.events()).some(({ type }) => type === 'consent.granted'))
  const done = await person.follow(await person.submit(again, { decision: 'allow' }))
  assert.match(done.text, /The device is allowed/)
})

test('of two people who answer one code the first counts', async (t) => {
  const bench = await openBench(t)
  const { device_code, user_code } = await deviceCodes(bench)
  const [alice, bob] = [new Person(bench), new Person(bench)]
  const hers = await typeCode(alice, await openDevicePage(alice), user_code)
  const his = await typeCode(bob, await openDevicePage(bob, '/device', 'bob'), user_code)
  await alice.submit(hers, { decision: 'deny' })
  const late = await bob.submit(his, { decision: 'allow' })
  assert.equal(late.status, 400)
  assert.equal((await poll(bench, device_code)).body.error, 'access_denied')
})

test('DEV-02 M05 guessed codes are held back for the person, the address and all together', async (t) => {
  const bench = await openBench(t)
  const { user_code } = await deviceCodes(bench)
  const person = new Person(bench)
  const page = await openDevicePage(person)
  const statuses: number[] = []
  for (let i = 0; i < 200; i += 1) {
    statuses.push((await person.submit(page, { user_code: 'BBBB-BBBB' })).status)
  }
  assert.equal(statuses.filter((status) => status === 400).length, 5)
  assert.equal(statuses.filter((status) => status === 429).length, 195)
  // Not even the right one is looked at; a new session of the same person changes nothing.
  assert.equal((await person.submit(page, { user_code })).status, 429)
  const anew = new Person(bench, '198.51.100.9')
  const again = await openDevicePage(anew)
  assert.equal((await anew.submit(again, { user_code })).status, 429)
  // Control: somebody else, from elsewhere.
  const bob = new Person(bench, '198.51.100.10')
  const his = await openDevicePage(bob, '/device', 'bob')
  assert.equal((await bob.submit(his, { user_code })).status, 200)
  bench.clock.advanceSeconds(61)
  assert.equal((await person.submit(page, { user_code: 'BBBB-BBBB' })).status, 400)
})

test('DEV-02 M05 many people behind one address are held back together', async (t) => {
  const bench = await openBench(t)
  const statuses: number[] = []
  for (let i = 0; i < 6; i += 1) {
    await saveUser(bench.store, { username: `user${i}` })
    const person = new Person(bench)
    const page = await openDevicePage(person, '/device', `user${i}`)
    for (let tries = 0; tries < 5; tries += 1) {
      statuses.push((await person.submit(page, { user_code: 'BBBB-BBBB' })).status)
    }
  }
  assert.equal(statuses.filter((status) => status === 400).length, 20)
  assert.equal(statuses.filter((status) => status === 429).length, 10)
})

test('DEV-06 a client without the grant gets no codes, and may not poll', async (t) => {
  const bench = await openBench(t)
  const { device_code } = await deviceCodes(bench)
  const asked = await askForCodes(bench, { client_id: 'app' })
  assert.deepEqual([asked.status, asked.body.error], [400, 'unauthorized_client'])
  const polled = await poll(bench, device_code, { client_id: 'app' })
  assert.deepEqual([polled.status, polled.body.error], [400, 'unauthorized_client'])
  for (const type of ['authorization.refused', 'token.refused']) {
    const refusals = (await bench.events()).filter((event) => event.type === type)
    assert.deepEqual(
      refusals.map(({ reasons, clientId }) => [reasons, clientId]),
      [[['unauthorized_client'], 'app']],
      type,
    )
  }
  assert.equal((await askForCodes(bench)).status, 200)
})

test('DEV-06 codes live ten minutes, however often they are shown', async (t) => {
  const bench = await openBench(t)
  const { user_code } = await deviceCodes(bench)
  const person = new Person(bench)
  const page = await openDevicePage(person)
  bench.clock.advanceSeconds(599)
  assert.equal((await person.submit(page, { user_code })).status, 200)
  bench.clock.advanceSeconds(1)
  const late = await person.submit(page, { user_code })
  assert.equal(late.status, 400)
  assert.match(await late.text(), /No device waits under this code/)
})

test('a request for codes is judged as one at /authorize is', async (t) => {
  const bench = await openBench(t)
  for (const [wrong, error] of [
    [{ scope: 'read:reports' }, 'invalid_scope'],
    [{ scope: 'a"b' }, 'invalid_scope'],
    [{ resource: 'https://unknown.example' }, 'invalid_target'],
    [{ client_id: 'unknown' }, 'invalid_client'],
    [{ client_id: undefined }, 'invalid_client'],
    [{ scope: ['a', 'b'] }, 'invalid_request'],
    [{ client_secret: 'x' }, 'invalid_client'],
  ] as const) {
    assert.equal((await askForCodes(bench, wrong)).body.error, error, JSON.stringify(wrong))
  }
  assert.deepEqual(await reasonsOf(bench, 'authorization.refused'), [
    'invalid_scope',
    'invalid_scope',
    'invalid_target',
  ])
  const { body } = await askForCodes(bench, { scope: 'read:documents admin:users' })
  assert.equal(typeof body.device_code, 'string')
})

test('one address gets only so many codes a minute, and that is recorded once', async (t) => {
  const bench = await openBench(t)
  const statuses: number[] = []
  for (let i = 0; i < 70; i += 1) statuses.push((await askForCodes(bench)).status)
  assert.deepEqual([statuses.filter((s) => s === 200).length, statuses.at(-1)], [60, 429])
  assert.deepEqual(await reasonsOf(bench, 'limit.hit'), ['device_codes'])
  bench.clock.advanceSeconds(59)
  await askForCodes(bench)
  assert.deepEqual(await reasonsOf(bench, 'limit.hit'), ['device_codes'])
  assert.equal((await askForCodes(bench, {}, '198.51.100.9')).status, 200)
})

test('a person grants a device no more than they have themselves', async (t) => {
  const bench = await openBench(t)
  const codes = await deviceCodes(bench, { scope: 'read:documents write:documents' })
  const bob = new Person(bench)
  const shown = await typeCode(bob, await openDevicePage(bob, '/device', 'bob'), codes.user_code)
  assert.ok(!shown.text.includes('write:documents'))
  await bob.submit(shown, { decision: 'allow' })
  assert.equal((await poll(bench, codes.device_code)).body.scope, 'read:documents')
  const other = await deviceCodes(bench, { scope: 'write:documents' })
  const page = await typeCode(bob, await openDevicePage(bob), other.user_code)
  assert.match(page.text, /You may use nothing of what the device asked for/)
  assert.equal((await poll(bench, other.device_code)).body.error, 'authorization_pending')
})

test('a person who is disabled after allowing a device has allowed nothing', async (t) => {
  const bench = await openBench(t)
  const { device_code, user_code } = await deviceCodes(bench)
  await decide(new Person(bench), user_code)
  await saveUser(bench.store, { username: 'alice', status: 'disabled' })
  assert.equal((await poll(bench, device_code)).body.error, 'invalid_grant')
  assert.deepEqual(await bench.store.grants.listLive({ subject: 'user-alice' }, 0), [])
})

test('a revocation of everything a person had ends what they allowed before', async (t) => {
  const bench = await openBench(t)
  const { device_code, user_code } = await deviceCodes(bench)
  await decide(new Person(bench), user_code)
  const now = bench.clock.nowMs() / 1000
  await bench.store.revocations.revoke({ target: { kind: 'subject', id: 'user-alice' }, now })
  assert.equal((await poll(bench, device_code)).body.error, 'access_denied')
})

test('a revocation of the client, or of the session that allowed it, ends what a device was allowed', async (t) => {
  const bench = await openBench(t)
  const person = new Person(bench)
  const answerAfter = async (revoke?: 'client' | 'session') => {
    const { device_code, user_code } = await deviceCodes(bench)
    await decide(person, user_code)
    const allowed = (await bench.events()).findLast((event) => event.type === 'consent.granted')
    const id = revoke === 'client' ? 'tv' : (allowed?.sessionId ?? assert.fail())
    const now = bench.clock.nowMs() / 1000
    if (revoke !== undefined) {
      await bench.store.revocations.revoke({ target: { kind: revoke, id }, now })
    }
    bench.clock.advanceSeconds(5)
    return (await poll(bench, device_code)).body.error
  }
  assert.equal(await answerAfter(), undefined)
  assert.equal(await answerAfter('client'), 'access_denied')
  assert.equal(await answerAfter('session'), 'access_denied')
})

test('O21-29 a device that was allowed is on the page of grants, and taken back there', async (t) => {
  const bench = await openBench(t)
  const person = new Person(bench)
  const { device_code, user_code } = await deviceCodes(bench)
  await decide(person, user_code)
  const page = await person.follow(await person.fetch('/grants'))
  assert.match(page.text, /The TV/)
  await person.follow(await person.submit(page, { client_id: 'tv' }))
  assert.equal((await poll(bench, device_code)).body.error, 'access_denied')
  const revoked = (await bench.events()).findLast((event) => event.type === 'token.revoked')
  assert.deepEqual([revoked?.clientId, revoked?.reasons], ['tv', ['revoked_by_user']])
})

test('a device that was allowed gets its tokens though the browser signs out before', async (t) => {
  const bench = await openBench(t)
  const person = new Person(bench)
  const { device_code, user_code } = await deviceCodes(bench)
  await decide(person, user_code)
  const page = await person.follow(await person.fetch('/logout'))
  await person.follow(await person.submit(page, { decision: 'sign-out' }))
  assert.ok((await bench.events()).some((event) => event.type === 'session.ended'))
  assert.equal((await poll(bench, device_code)).status, 200)
})

test('a device stays signed in when the browser that allowed it signs out', async (t) => {
  const bench = await openBench(t)
  const { device_code, user_code } = await deviceCodes(bench)
  const person = new Person(bench)
  await decide(person, user_code)
  const issued = await poll(bench, device_code)
  const allowed = (await bench.events()).find((event) => event.type === 'consent.granted')
  const now = bench.clock.nowMs() / 1000
  const id = allowed?.sessionId ?? assert.fail()
  await bench.store.revocations.revoke({ target: { kind: 'session', id }, now })
  const { status } = await refreshRequest(bench, issued.body.refresh_token, { client_id: 'tv' })
  assert.equal(status, 200)
})

test('the way through sign-in keeps the code, and nothing else from the address', async (t) => {
  const bench = await openBench(t)
  const { user_code } = await deviceCodes(bench)
  const kept = await openDevicePage(new Person(bench), `/device?user_code=${user_code}`)
  assert.ok(kept.text.includes(`value="${user_code}"`))
  for (const hostile of ['"><script>', 'https://evil.example', '../grants', 'AAAA-AAAA']) {
    const url = `/device?user_code=${encodeURIComponent(hostile)}`
    const page = await openDevicePage(new Person(bench), url)
    assert.equal(page.status, 200)
    assert.match(page.text, /name="user_code"[^>]*value=""/s)
  }
})
