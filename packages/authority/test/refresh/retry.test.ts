import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Store } from '@sallyport/store'
import { slowStore } from '@sallyport/store/contract'
import { decodeJwt } from 'jose'
import { openAuthority, refreshTokens, saveUser, secretOf } from '../support/open-authority.ts'
import { basic, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import {
  assertIssued,
  assertRefused,
  newTokens,
  reasonsOf,
  refreshed,
  revokedTargets,
} from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)
const grantOf = (accessToken: string) => String(decodeJwt(accessToken).grant_id)

test('O21-20 E02 a lost response is answered again: the same refresh token, another access token', async () => {
  const first = await newTokens(bench, alice)
  const second = await refreshed(bench, first.refreshToken)
  bench.clock.advanceSeconds(9)
  const again = await refreshed(bench, first.refreshToken)
  assert.equal(again.refreshToken, second.refreshToken)
  assert.notEqual(again.accessToken, second.accessToken)
  assert.equal(grantOf(again.accessToken), grantOf(second.accessToken))
  const third = await refreshed(bench, second.refreshToken)
  assert.notEqual(third.refreshToken, second.refreshToken)
  const reasons = await reasonsOf(bench, 'token.refreshed')
  assert.deepEqual(reasons.slice(-3), ['rotated', 'retried', 'rotated'])
})

test('O21-20 at the end of the window, or once the successor was used, it is reuse', async () => {
  const first = await newTokens(bench, alice)
  await refreshed(bench, first.refreshToken)
  bench.clock.advanceSeconds(10)
  assertRefused(await refreshRequest(bench, first.refreshToken), 400, 'invalid_grant')
  const other = await newTokens(bench, alice)
  const second = await refreshed(bench, other.refreshToken)
  const third = await refreshed(bench, second.refreshToken)
  assertRefused(await refreshRequest(bench, other.refreshToken), 400, 'invalid_grant')
  assertRefused(await refreshRequest(bench, third.refreshToken), 400, 'invalid_grant')
})

test('without a window nothing is kept that could be answered again', async (t) => {
  const none = await openAuthority({ refreshTokens: { ...refreshTokens, retrySeconds: 0 } })
  t.after(() => none.close())
  const first = await newTokens(none, new Person(none))
  const second = await refreshed(none, first.refreshToken)
  const kept = await none.store.grants.find(grantOf(second.accessToken))
  assert.equal(kept?.family?.sealedSuccessor, null)
  assertRefused(await refreshRequest(none, first.refreshToken), 400, 'invalid_grant')
})

test('what the store keeps holds no token', async () => {
  const first = await newTokens(bench, alice)
  const second = await refreshed(bench, first.refreshToken)
  const kept = JSON.stringify(await bench.store.grants.find(grantOf(second.accessToken)))
  const sealed = (await bench.store.grants.find(grantOf(second.accessToken)))?.family
  const bytes = Buffer.from(sealed?.sealedSuccessor ?? '', 'base64url').toString('latin1')
  for (const token of [first.refreshToken, second.refreshToken]) {
    assert.ok(!kept.includes(token) && !bytes.includes(token))
  }
})

test('O21-19 E04 a retry is planned like any refresh: no wider scope, and asking costs nothing', async () => {
  const code = await alice.code({ scope: 'read:documents write:documents' })
  const first = assertIssued(await tokenRequest(bench, { code }))
  const scope = 'read:documents'
  const second = assertIssued(await refreshRequest(bench, first.refreshToken, { scope }))
  assert.equal(second.scope, scope)
  for (const [changes, error] of [
    [{ scope: 'read:documents write:documents read:users' }, 'invalid_scope'],
    [{ scope: 'read:reports' }, 'invalid_scope'],
    [{ resource: 'https://evil.example' }, 'invalid_target'],
  ] as const) {
    assertRefused(await refreshRequest(bench, first.refreshToken, changes), 400, error)
  }
  // O21-21: narrower, then full again: the grant has not shrunk, neither for a retry nor after it.
  const again = await refreshed(bench, first.refreshToken)
  assert.equal(again.scope, 'read:documents write:documents')
  assert.equal(again.refreshToken, second.refreshToken)
  const third = assertIssued(await refreshRequest(bench, second.refreshToken, { scope }))
  assert.equal(third.scope, scope)
  assert.equal((await refreshed(bench, third.refreshToken)).scope, again.scope)
})

test('O21-20 after the window an old token is judged, however wrong the rest of the request', async () => {
  const first = await newTokens(bench, alice)
  const second = await refreshed(bench, first.refreshToken)
  bench.clock.advanceSeconds(10)
  const wide = { scope: 'read:reports' }
  assertRefused(await refreshRequest(bench, first.refreshToken, wide), 400, 'invalid_grant')
  assertRefused(await refreshRequest(bench, second.refreshToken), 400, 'invalid_grant')
})

test('O21-19 E03 E09 a retry of another client gets nothing and harms nothing', async () => {
  const first = await newTokens(bench, alice)
  const second = await refreshed(bench, first.refreshToken)
  const before = await revokedTargets(bench)
  const other = await refreshRequest(bench, first.refreshToken, { client_id: 'other' })
  assertRefused(other, 400, 'invalid_grant')
  const asConf = await tokenRequest(
    bench,
    {
      grant_type: 'refresh_token',
      code_verifier: undefined,
      client_id: undefined,
      refresh_token: first.refreshToken,
    },
    { headers: basic('conf', secretOf('conf')) },
  )
  assertRefused(asConf, 400, 'invalid_grant')
  assert.deepEqual(await revokedTargets(bench), before)
  assert.equal((await refreshed(bench, first.refreshToken)).refreshToken, second.refreshToken)
})

test('E06 no retry outlives revocation, sign-out or the person', async () => {
  const { store, clock } = bench
  const eve = new Person(bench, '203.0.113.12')
  const user = { username: 'eve', scopes: ['read:documents'] }
  await saveUser(store, user)
  for (const [kind, claim] of [
    ['grant', 'grant_id'],
    ['session', 'sid'],
    ['subject', 'sub'],
  ] as const) {
    const first = assertIssued(await tokenRequest(bench, { code: await eve.code({}, 'eve') }))
    const second = await refreshed(bench, first.refreshToken)
    const target = { kind, id: String(decodeJwt(second.accessToken)[claim]) }
    await store.revocations.revoke({ target, now: Math.floor(clock.nowMs() / 1000) })
    assertRefused(await refreshRequest(bench, first.refreshToken), 400, 'invalid_grant', kind)
    clock.advanceSeconds(1)
  }
  const first = assertIssued(await tokenRequest(bench, { code: await eve.code({}, 'eve') }))
  await refreshed(bench, first.refreshToken)
  await saveUser(store, { ...user, status: 'disabled' })
  assertRefused(await refreshRequest(bench, first.refreshToken), 400, 'invalid_grant')
  assert.ok((await reasonsOf(bench, 'token.revoked')).includes('user_not_active'))
})

test('RFC 7009 the token just used can be revoked by its client, and is not active', async () => {
  const asConf = { headers: basic('conf', secretOf('conf')) }
  const toConf = { client_id: undefined, code_verifier: undefined }
  const code = await alice.code({ client_id: 'conf' })
  const request = { client_id: undefined, code }
  const first = assertIssued(await tokenRequest(bench, request, asConf))
  const refreshWith = (refresh_token: string) =>
    tokenRequest(bench, { ...toConf, grant_type: 'refresh_token', refresh_token }, asConf)
  const second = assertIssued(await refreshWith(first.refreshToken))
  const ask = async (url: '/introspect' | '/revoke', token: string) => {
    const changes = { ...toConf, grant_type: undefined, token }
    return (await tokenRequest(bench, changes, { ...asConf, url })).body
  }
  assert.deepEqual(await ask('/introspect', first.refreshToken), { active: false })
  assert.equal((await ask('/introspect', second.refreshToken)).active, true)
  await ask('/revoke', first.refreshToken)
  assertRefused(await refreshWith(second.refreshToken), 400, 'invalid_grant')
  assertRefused(await refreshWith(first.refreshToken), 400, 'invalid_grant')
})

test('E02 of 20 and of 200 refreshes at once all get one and the same refresh token', async (t) => {
  for (const count of [20, 200]) {
    const slow = await openAuthority({}, (store) => slowStore(store, 1))
    t.after(() => slow.close())
    const { refreshToken } = await newTokens(slow, new Person(slow))
    const answers = await Promise.all(
      Array.from({ length: count }, () => refreshed(slow, refreshToken)),
    )
    assert.equal(new Set(answers.map((answer) => answer.refreshToken)).size, 1)
    assert.equal(new Set(answers.map((answer) => answer.accessToken)).size, count)
    const reasons = await reasonsOf(slow, 'token.refreshed')
    assert.equal(reasons.filter((reason) => reason === 'rotated').length, 1)
    assert.equal(reasons.filter((reason) => reason === 'raced').length, count - 1)
    assert.deepEqual(await revokedTargets(slow), [])
    // The family goes on, and it is one: whoever has the successor has the only one there is.
    const next = await refreshed(slow, answers[0]?.refreshToken ?? '')
    assertRefused(await refreshRequest(slow, refreshToken), 400, 'invalid_grant')
    assertRefused(await refreshRequest(slow, next.refreshToken), 400, 'invalid_grant')
  }
})

test('a sealed successor of another family, or of a step before, opens for nobody', async (t) => {
  const faults: unknown[] = []
  let replace: (sealed: string | null) => string | null = (sealed) => sealed
  const wrap = (store: Store): Store => ({
    ...store,
    grants: {
      ...store.grants,
      rotate: async (rotation) => {
        const outcome = await store.grants.rotate(rotation)
        if (outcome.kind !== 'retried') return outcome
        const sealedSuccessor = replace(outcome.sealedSuccessor) ?? ''
        return { ...outcome, sealedSuccessor }
      },
    },
  })
  const onFault = (error: unknown) => {
    faults.push(error)
  }
  const swapped = await openAuthority({ onFault }, wrap)
  t.after(() => swapped.close())
  const person = new Person(swapped)
  const sealedOf = async (token: string) =>
    (await swapped.store.grants.find(grantOf(token)))?.family?.sealedSuccessor ?? null

  const mine = await newTokens(swapped, person)
  const second = await refreshed(swapped, mine.refreshToken)
  const ofBefore = await sealedOf(second.accessToken)
  await refreshed(swapped, second.refreshToken)
  const thief = await newTokens(swapped, person)
  const ofThief = await sealedOf((await refreshed(swapped, thief.refreshToken)).accessToken)
  for (const foreign of [ofThief, ofBefore]) {
    replace = () => foreign
    const answer = await refreshRequest(swapped, second.refreshToken)
    assertRefused(answer, 503, 'server_error')
  }
  assert.equal(faults.length, 2)
  replace = (sealed) => sealed
  await refreshed(swapped, second.refreshToken)
})
