import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slowStore } from '@sallyport/store/contract'
import { type Bench, openAuthority, reportsApi, saveUser } from '../support/open-authority.ts'
import { Person, refreshRequest, tokenRequest } from '../support/person.ts'

const DAY = 86_400

async function signedIn(bench: Bench, scope = 'read:documents write:documents') {
  const issued = await tokenRequest(bench, { code: await new Person(bench).code({ scope }) })
  assert.equal(issued.status, 200)
  return issued.body
}

test('O21-20 E02 a refresh token that was rotated out kills its family and revokes its access tokens', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const first = await signedIn(bench)
  const second = await refreshRequest(bench, first.refresh_token)
  assert.equal(second.status, 200)
  assert.deepEqual(await bench.store.revocations.since(0, 10), [])
  assert.equal((await refreshRequest(bench, first.refresh_token)).body.error, 'invalid_grant')
  assert.equal((await refreshRequest(bench, second.body.refresh_token)).body.error, 'invalid_grant')
  const [entry, ...more] = await bench.store.revocations.since(0, 10)
  assert.equal(entry?.target.kind, 'grant')
  assert.deepEqual(more, [])
  const reused = (await bench.events()).filter(({ type }) => type === 'token.reused')
  assert.equal(reused.length, 1)
})

test('E02 of 50 uses of one refresh token at once, on a store that takes its time, one succeeds', async (t) => {
  const bench = await openAuthority({}, (store) => slowStore(store, 1))
  t.after(() => bench.close())
  const { refresh_token } = await signedIn(bench)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => refreshRequest(bench, refresh_token)),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.ok(answers.every(({ status, body }) => status === 200 || body.error === 'invalid_grant'))
})

test('O21-19 E03 a refresh token is nothing to another client, and that changes nothing', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const { refresh_token } = await signedIn(bench)
  const stolen = await refreshRequest(bench, refresh_token, { client_id: 'other' })
  assert.equal(stolen.body.error, 'invalid_grant')
  assert.equal((await refreshRequest(bench, refresh_token)).status, 200)
})

test('E03 other tokens in the place of a refresh token, and it in the place of a code, are refused', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const { access_token, refresh_token } = await signedIn(bench)
  assert.equal((await refreshRequest(bench, access_token)).body.error, 'invalid_grant')
  const asCode = await tokenRequest(bench, { code: String(refresh_token) })
  assert.equal(asCode.body.error, 'invalid_grant')
  assert.equal((await refreshRequest(bench, refresh_token)).status, 200)
})

test('a refresh token that is not ours to the last bit has no effect', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const good = String((await signedIn(bench)).refresh_token)
  const forged = (good.startsWith('A') ? 'B' : 'A') + good.slice(1)
  assert.equal((await refreshRequest(bench, forged)).body.error, 'invalid_grant')
  assert.equal((await refreshRequest(bench, good)).status, 200)
})

test('O21-19 O21-21 E04 a refresh may narrow the scope, never widen it, and narrowing is not for good', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const { refresh_token } = await signedIn(bench)
  const wider = await refreshRequest(bench, refresh_token, { scope: 'read:documents read:users' })
  assert.equal(wider.body.error, 'invalid_scope')
  const foreign = await refreshRequest(bench, refresh_token, { resource: reportsApi })
  assert.equal(foreign.body.error, 'invalid_target')
  const narrow = await refreshRequest(bench, refresh_token, { scope: 'read:documents' })
  assert.equal(narrow.body.scope, 'read:documents')
  const again = await refreshRequest(bench, narrow.body.refresh_token)
  assert.equal(again.body.scope, 'read:documents write:documents')
})

test('E06 BBA-04 thirty days are never extended, however often it is rotated, and end quietly', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  let { refresh_token } = await signedIn(bench)
  for (let day = 10; day < 30; day += 10) {
    bench.clock.advanceSeconds(10 * DAY)
    const next = await refreshRequest(bench, refresh_token)
    assert.equal(next.status, 200)
    refresh_token = next.body.refresh_token
  }
  bench.clock.advanceSeconds(10 * DAY)
  assert.equal((await refreshRequest(bench, refresh_token)).body.error, 'invalid_grant')
  assert.deepEqual(await bench.store.revocations.since(0, 10), [])
  const last = (await bench.events()).at(-1)
  assert.deepEqual(last?.reasons, ['ended_absolute'])
})

test('O21-21 E06 fourteen days without use end a family quietly', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const [used, idle] = [await signedIn(bench), await signedIn(bench)]
  bench.clock.advanceSeconds(14 * DAY)
  assert.equal((await refreshRequest(bench, used.refresh_token)).status, 200)
  bench.clock.advanceSeconds(1)
  assert.equal((await refreshRequest(bench, idle.refresh_token)).body.error, 'invalid_grant')
  assert.deepEqual((await bench.events()).at(-1)?.reasons, ['ended_idle'])
  assert.ok(!(await bench.events()).some(({ type }) => type === 'token.reused'))
})

test('a family of two rotations allows two and then ends quietly', async (t) => {
  const refreshTokens = { absoluteSeconds: 30 * DAY, idleSeconds: 14 * DAY, maxRotations: 2 }
  const bench = await openAuthority({ refreshTokens })
  t.after(() => bench.close())
  let { refresh_token } = await signedIn(bench)
  for (const expected of [200, 200, 400]) {
    const next = await refreshRequest(bench, refresh_token)
    assert.equal(next.status, expected)
    refresh_token = next.body.refresh_token
  }
  assert.deepEqual((await bench.events()).at(-1)?.reasons, ['ended_rotations'])
})

test('E06 a disabled person, a disabled client, a revoked grant: no more refreshing', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const now = bench.clock.nowMs() / 1000
  const revoked = await signedIn(bench)
  const event = (await bench.events()).findLast(({ type }) => type === 'token.issued')
  const target = { kind: 'grant', id: event?.grantId ?? '' } as const
  const live = await signedIn(bench)
  await bench.store.revocations.revoke({ target, now, accessTokenSeconds: 600 })
  assert.equal((await refreshRequest(bench, revoked.refresh_token)).body.error, 'invalid_grant')
  const next = await refreshRequest(bench, live.refresh_token)
  assert.equal(next.status, 200)
  await saveUser(bench.store, { username: 'alice', status: 'disabled' })
  assert.equal((await refreshRequest(bench, next.body.refresh_token)).body.error, 'invalid_grant')
})

test('a scope the person has lost since is not in the next token', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const { refresh_token } = await signedIn(bench)
  await saveUser(bench.store, { username: 'alice', scopes: ['read:documents'] })
  const next = await refreshRequest(bench, refresh_token)
  assert.equal(next.body.scope, 'read:documents')
})

test('STEP-03 a refresh does not renew the time of authentication', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const first = await signedIn(bench)
  bench.clock.advanceSeconds(DAY)
  const second = await refreshRequest(bench, first.refresh_token)
  const authTime = (token: unknown) =>
    JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()).auth_time
  assert.equal(authTime(second.body.access_token), authTime(first.access_token))
})
