import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slowStore } from '@sallyport/store/contract'
import {
  openAuthority,
  redirectUri,
  reportsApi,
  saveUser,
  secretOf,
} from '../support/open-authority.ts'
import {
  basic,
  challengeOf,
  Person,
  refreshRequest,
  tokenRequest,
  verifier,
} from '../support/person.ts'

test('C04 O21-05 a valid second redemption is refused and revokes what the first gave', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const code = await new Person(bench).code()
  const first = await tokenRequest(bench, { code })
  assert.equal(first.status, 200)
  const second = await tokenRequest(bench, { code })
  assert.equal(second.status, 400)
  assert.equal(second.body.error, 'invalid_grant')
  const [entry] = await bench.store.revocations.since(0, 10)
  assert.equal(entry?.target.kind, 'grant')
  assert.equal((await refreshRequest(bench, first.body.refresh_token)).body.error, 'invalid_grant')
})

test('C04 O21-05 an invalid second redemption is refused and revokes nothing', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const code = await new Person(bench).code()
  const first = await tokenRequest(bench, { code })
  const wrong = { code, code_verifier: 'another-verifier-another-verifier-another-ver' }
  assert.equal((await tokenRequest(bench, wrong)).body.error, 'invalid_grant')
  assert.equal(
    (await tokenRequest(bench, { code, client_id: 'other' })).body.error,
    'invalid_grant',
  )
  assert.deepEqual(await bench.store.revocations.since(0, 10), [])
  assert.equal((await refreshRequest(bench, first.body.refresh_token)).status, 200)
})

test('C04 of 50 redemptions of one code at once, on a store that takes its time, one succeeds', async (t) => {
  const bench = await openAuthority({}, (store) => slowStore(store, 1))
  t.after(() => bench.close())
  const code = await new Person(bench).code()
  const answers = await Promise.all(Array.from({ length: 50 }, () => tokenRequest(bench, { code })))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.ok(answers.every(({ status, body }) => status === 200 || body.error === 'invalid_grant'))
})

test('O21-07 a code lives sixty seconds', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const inTime = await alice.code()
  bench.clock.advanceSeconds(59)
  assert.equal((await tokenRequest(bench, { code: inTime })).status, 200)
  const late = await alice.code()
  bench.clock.advanceSeconds(60)
  assert.equal((await tokenRequest(bench, { code: late })).body.error, 'invalid_grant')
})

test('O21-06 C05 a code of one client is nothing to another, and still good for its own', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const code = await new Person(bench).code({ client_id: 'conf' })
  const asPost = { code, client_id: 'post', client_secret: secretOf('post') }
  assert.equal((await tokenRequest(bench, asPost)).body.error, 'invalid_grant')
  const headers = basic('conf', secretOf('conf'))
  assert.equal((await tokenRequest(bench, { code, client_id: undefined }, { headers })).status, 200)
})

test('O21-04 C03 PKCE-02 PKCE-05 without the right verifier there is no token', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  for (const changes of [
    { code_verifier: undefined },
    { code_verifier: '' },
    { code_verifier: 'v'.repeat(42) },
    { code_verifier: 'v'.repeat(129) },
    { code_verifier: `${verifier} ` },
    { code_verifier: `${verifier}=` },
    { code_verifier: challengeOf(verifier) },
    { code_verifier: challengeOf(verifier), code_challenge_method: 'plain' },
    { code_verifier: [verifier, verifier] },
    { code_verifier: 'a-well-formed-verifier-that-is-not-the-right-one' },
  ]) {
    const code = await alice.code()
    const refused = await tokenRequest(bench, { code, ...changes })
    assert.equal(refused.status, 400, JSON.stringify(changes))
    assert.ok(['invalid_grant', 'invalid_request'].includes(String(refused.body.error)))
    assert.equal(refused.body.access_token, undefined)
    assert.equal((await tokenRequest(bench, { code })).status, 200)
  }
})

test('PKCE-02 a verifier that is too short or too long is refused though its hash matches', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  for (const [length, status] of [
    [42, 400],
    [43, 200],
    [128, 200],
    [129, 400],
  ] as const) {
    const own = 'v'.repeat(length)
    const code = await alice.code({ code_challenge: challengeOf(own) })
    assert.equal((await tokenRequest(bench, { code, code_verifier: own })).status, status)
  }
})

test('PKCE-06 four bad tries leave a code good, five burn it', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  for (const [tries, status] of [
    [4, 200],
    [5, 400],
  ] as const) {
    const code = await alice.code()
    const wrong = { code, code_verifier: 'a-well-formed-verifier-that-is-not-the-right-one' }
    for (let i = 0; i < tries; i += 1) assert.equal((await tokenRequest(bench, wrong)).status, 400)
    assert.equal((await tokenRequest(bench, { code })).status, status)
  }
})

test('O20-06 a redirect URI that is sent must be the one used', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const code = await alice.code()
  const other = await tokenRequest(bench, { code, redirect_uri: `${redirectUri}2` })
  assert.equal(other.body.error, 'invalid_grant')
  assert.equal((await tokenRequest(bench, { code, redirect_uri: redirectUri })).status, 200)
})

test('RES-03 RES-04 a token is for one resource of those granted', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const both = {
    resource: [bench.options.resources[0].identifier, reportsApi],
    scope: 'read:documents read:reports',
  }
  const first = await tokenRequest(bench, { code: await alice.code(both) })
  assert.equal(first.body.scope, 'read:documents')
  const reports = await tokenRequest(bench, { code: await alice.code(both), resource: reportsApi })
  assert.equal(reports.body.scope, 'read:reports')
  assert.equal(reports.body.expires_in, 300)
  const refreshed = await refreshRequest(bench, reports.body.refresh_token, {
    resource: bench.options.resources[0].identifier,
  })
  assert.equal(refreshed.body.scope, 'read:documents')

  const single = await tokenRequest(bench, { code: await alice.code(), resource: reportsApi })
  assert.equal(single.body.error, 'invalid_target')
})

test('a person disabled between code and token gets none, and one who was not does', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const [good, late] = [await alice.code(), await alice.code()]
  assert.equal((await tokenRequest(bench, { code: good })).status, 200)
  await saveUser(bench.store, { username: 'alice', status: 'disabled' })
  assert.equal((await tokenRequest(bench, { code: late })).body.error, 'invalid_grant')
})

test('a code of a session that was revoked is dead, one of another session is not', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const code = await new Person(bench).code()
  const other = await new Person(bench).code()
  const event = (await bench.events()).find(({ type }) => type === 'code.issued')
  const target = { kind: 'session', id: event?.sessionId ?? '' } as const
  await bench.store.revocations.revoke({
    target,
    now: bench.clock.nowMs() / 1000,
    accessTokenSeconds: 600,
  })
  assert.equal((await tokenRequest(bench, { code })).body.error, 'invalid_grant')
  assert.equal((await tokenRequest(bench, { code: other })).status, 200)
})
