import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { nowSeconds } from '@sallyport/protocol'
import { type Line, startLine } from '../../../test/end-to-end/support/start-line.ts'
import { takeToken } from '../../../test/end-to-end/support/take-tokens.ts'
import { type Call, callApi } from './support/call-api.ts'

/** Alice and bob are employees, carol is an administrator; notes are alice's, all else is bob's. */
describe('the documents API, through real tokens', () => {
  let line: Line
  let day = Date.UTC(2026, 2, 2)

  before(async () => {
    line = await startLine({ startMs: day })
  })
  after(() => line.stop())
  // A day each, so that no test lives on the quota, session or token of another.
  beforeEach(() => {
    day += 86_400_000
    setTime('12:00:00')
  })

  const setTime = (time: string) => {
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
    line.clock.setMs(day + ((hours * 60 + minutes) * 60 + seconds) * 1000)
  }
  const call = (path: string, token: string | undefined, how?: Call) =>
    callApi(`${line.api}/api/${path}`, token, how)
  const read = async (path: string, token: string) => (await call(path, token)).status
  const change = { method: 'PUT', body: { text: 'Changed.' } }
  const proxy = '127.0.0.2'
  const vouched = (trust: string) => ({ headers: { 'x-device-trust': trust } })

  test('an employee reads public documents, and internal ones of nobody else', async () => {
    const alice = await takeToken(line, 'alice')
    assert.equal(await read('documents/handbook', alice), 200)
    assert.equal(await read('documents/plans', alice), 403)
    setTime('20:00:00')
    const carol = await takeToken(line, 'carol')
    assert.equal(await read('documents/handbook', carol), 403, 'no employee, out of hours')
  })

  test('an owner reads what is theirs', async () => {
    const [alice, bob] = [await takeToken(line, 'alice'), await takeToken(line, 'bob')]
    assert.equal(await read('documents/notes', alice), 200)
    assert.equal(await read('documents/notes', bob), 403)
    assert.equal(await read('documents/plans', bob), 200)
  })

  test('an owner writes where a declared proxy vouches for the device, and the same header sent directly is not believed', async (t) => {
    if (process.platform !== 'linux') return t.skip('needs 127.0.0.2 on loopback')
    const [alice, bob] = [await takeToken(line, 'alice'), await takeToken(line, 'bob')]
    const write = async (token: string, how: Call) =>
      (await call('documents/notes', token, { ...change, ...how })).status
    assert.equal(await write(alice, { from: proxy, ...vouched('high') }), 200)
    assert.equal(await write(alice, { ...vouched('high') }), 403, 'directly')
    assert.equal(await write(alice, { from: proxy }), 403, 'no word of the proxy')
    for (const trust of ['medium', 'low', '', 'high, high']) {
      assert.equal(await write(alice, { from: proxy, ...vouched(trust) }), 403, trust)
    }
    assert.equal(await write(bob, { from: proxy, ...vouched('high') }), 403, 'not the owner')
  })

  for (const [time, status] of [
    ['08:59:59', 403],
    ['09:00:00', 200],
    ['17:00:00', 200],
    ['17:00:59', 200],
    ['17:01:00', 403],
  ] as const) {
    test(`an administrator at ${time} is answered ${status}, to read and to write`, async () => {
      setTime(time)
      const carol = await takeToken(line, 'carol')
      assert.equal(await read('documents/plans', carol), status)
      assert.equal((await call('documents/plans', carol, change)).status, status)
    })
  }

  test('an employee who is no administrator writes nothing of others within hours', async () => {
    const alice = await takeToken(line, 'alice')
    const carol = await takeToken(line, 'carol')
    assert.equal((await call('documents/plans', carol, change)).status, 200)
    assert.equal((await call('documents/plans', alice, change)).status, 403)
  })

  test('a scope that was not granted is refused whatever the policy says, and no token is asked for one', async () => {
    const reader = await takeToken(line, 'carol', 'read:documents')
    assert.equal(await read('documents/plans', reader), 200)
    const refused = await call('documents/plans', reader, change)
    assert.equal(refused.status, 403)
    assert.match(String(refused.headers['www-authenticate']), /insufficient_scope/)
    assert.equal(await read('users/carol', reader), 403)
    const nobody = await call('documents/handbook', undefined)
    assert.equal(nobody.status, 401)
    assert.equal(nobody.headers['www-authenticate'], 'Bearer realm="api"')
  })

  test('a profile is read by oneself, or with admin:users', async () => {
    const alice = await takeToken(line, 'alice')
    assert.equal(await read('users/alice', alice), 200)
    assert.equal(await read('users/bob', alice), 403)
    const admin = await takeToken(line, 'carol', 'read:users admin:users')
    assert.equal(await read('users/bob', admin), 200)
    const carol = await takeToken(line, 'carol', 'read:users')
    assert.equal(await read('users/bob', carol), 403)
  })

  test('a path that cannot be read is refused without a word about the code', async () => {
    const bob = await takeToken(line, 'bob')
    for (const path of ['documents/%zz', 'users/%zz', 'documents/%']) {
      const refused = await fetch(`${line.api}/api/${path}`)
      assert.equal(refused.status, 400, path)
      assert.deepEqual(await refused.json(), { error: 'this request cannot be read' })
    }
    assert.equal(await read('documents/plans', bob), 200)
  })

  test('what is not there and what is not yours are answered alike, byte for byte', async () => {
    const alice = await takeToken(line, 'alice')
    for (const [missing, foreign, how] of [
      ['documents/no-such-document', 'documents/plans', {}],
      ['documents/no-such-document', 'documents/plans', change],
      ['users/nobody', 'users/bob', {}],
    ] as const) {
      const answers = [await call(missing, alice, how), await call(foreign, alice, how)]
      assert.equal(answers[0]?.status, 403)
      assert.deepEqual(answers[0], answers[1])
    }
    assert.equal(await read('documents/notes', alice), 200)
  })

  test('a writer changes title and text, never owner, sensitivity or id', async () => {
    const carol = await takeToken(line, 'carol')
    const plans = async () => JSON.parse((await call('documents/plans', carol)).text)
    const before = await plans()
    for (const body of [
      { owner: 'carol' },
      { text: 'Mine.', owner: 'carol' },
      { text: 'Mine.', sensitivity: 'public' },
      { text: 'Mine.', id: 'handbook' },
      { text: ['Mine.'] },
      JSON.parse('{ "text": "Mine.", "__proto__": { "owner": "carol" } }'),
      [],
      {},
    ]) {
      const answer = await call('documents/plans', carol, { method: 'PUT', body })
      assert.equal(answer.status, 400, JSON.stringify(body))
      assert.deepEqual(await plans(), before)
    }
    const body = { title: 'Plans', text: 'Ours.' }
    assert.equal((await call('documents/plans', carol, { method: 'PUT', body })).status, 200)
    assert.deepEqual(await plans(), { ...before, ...body })
  })

  test('a revocation is seen at the API within 100 ms, and spares everybody else', async (t) => {
    const bob = await takeToken(line, 'bob')
    // The fastest of three: what else runs on the machine must not decide.
    let fastestMs = Number.POSITIVE_INFINITY
    for (let round = 0; round < 3 && fastestMs > 100; round += 1) {
      line.clock.advanceSeconds(61)
      const alice = await takeToken(line, 'alice')
      assert.equal(await read('documents/notes', alice), 200)
      const now = nowSeconds(line.clock)
      const startedAt = performance.now()
      await line.sallyport.store.revocations.revoke({
        target: { kind: 'subject', id: 'alice' },
        now,
      })
      let status = 0
      while (status !== 401 && performance.now() - startedAt < 5000) {
        status = await read('documents/notes', alice)
        await wait(2)
      }
      assert.equal(status, 401)
      fastestMs = Math.min(fastestMs, performance.now() - startedAt)
    }
    t.diagnostic(`revoked at the API after ${fastestMs.toFixed(1)} ms`)
    assert.ok(fastestMs <= 100, `${fastestMs} ms`)
    assert.equal(await read('documents/plans', bob), 200)
    line.clock.advanceSeconds(61)
    assert.equal(await read('documents/notes', await takeToken(line, 'alice')), 200)
  })
})
