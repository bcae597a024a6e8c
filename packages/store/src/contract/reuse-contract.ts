import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodeRecord, Rotation } from '../ledgers/grant-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import {
  absoluteSeconds,
  countKinds,
  idleSeconds,
  refreshDigest,
  revokedTargets,
  sampleRotation,
  sampleSession,
  sampleUser,
  start,
  startFamily,
} from './samples.ts'

/** Another device, and what reuse does to the person whose token it was. */
export function reuseContract(openStore: OpenStore): void {
  const rotate = (store: Store, generation: number, changes: Partial<Rotation> = {}) =>
    store.grants.rotate(sampleRotation(generation, changes))

  test(
    'a token from another device ends the family as reuse does, and the same device goes on',
    onStore(openStore, async (store) => {
      for (const [grantId, device] of [
        ['another', 'other device'],
        ['none', null],
        ['empty', ''],
      ] as const) {
        await startOnDevice(store, 'my device', { grantId })
        const mine = await rotate(store, 0, { grantId, device: 'my device' })
        assert.equal(mine.kind === 'rotated' && mine.grant.family?.device, 'my device')
        const outcome = await rotate(store, 1, { grantId, device })
        assert.equal(outcome.kind, 'device_changed')
        const grant = await store.grants.find(grantId)
        assert.equal(grant?.endedBecause, 'device_changed')
        assert.deepEqual(outcome.kind === 'device_changed' && outcome.grant, grant)
        assert.deepEqual((await revokedTargets(store)).at(-1), { kind: 'grant', id: grantId })
        const again = await rotate(store, 1, { grantId, device: 'my device' })
        assert.equal(again.kind === 'ended' && again.because, 'device_changed')
      }
    }),
  )

  test(
    'a family without a device takes any',
    onStore(openStore, async (store) => {
      await startFamily(store)
      for (const [generation, device] of [
        [0, 'one'],
        [1, 'another'],
        [2, null],
      ] as const) {
        assert.equal((await rotate(store, generation, { device })).kind, 'rotated')
      }
      assert.equal((await store.grants.find('grant-1'))?.family?.device, null)
    }),
  )

  test(
    'another device is judged after limits and before retry and reuse',
    onStore(openStore, async (store) => {
      const retry = { sealedSuccessor: 'sealed', retrySeconds: 10 }
      const away = { ...retry, device: 'other device' }
      for (const [grantId, generation, changes, kind] of [
        ['client', 1, { clientId: 'thief' }, 'refused'],
        ['absolute', 1, { now: start + absoluteSeconds }, 'ended'],
        ['idle', 1, { now: start + 10 + idleSeconds }, 'ended'],
        ['rotations', 1, { maxRotations: 1 }, 'device_changed'],
        ['retry', 0, {}, 'device_changed'],
        ['reuse', 0, { retrySeconds: 0 }, 'device_changed'],
      ] as const) {
        await startOnDevice(store, 'my device', { grantId })
        await rotate(store, 0, { grantId, ...retry, device: 'my device' })
        const outcome = await rotate(store, generation, { grantId, ...away, ...changes })
        assert.equal(outcome.kind, kind, grantId)
      }
    }),
  )

  test(
    'where reuse blocks, the person is blocked and all that they hold ends, in the same step',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser({ sub: 'user-bob', username: 'bob' }))
      await startFamily(store, { grantId: 'of bob', subject: 'user-bob' })
      for (const [grantId, device, kind] of [
        ['reuse', null, 'reused'],
        ['device', 'other device', 'device_changed'],
      ] as const) {
        const subject = `user-${grantId}`
        await store.users.save(sampleUser({ sub: subject, username: grantId }))
        await startOnDevice(store, device === null ? null : 'my device', { grantId, subject })
        await startFamily(store, { grantId: `${grantId} other`, subject })
        await store.sessions.save(sampleSession({ digest: grantId, subject }))
        const outcome = await rotate(store, 7, { grantId, device, blockUntil: start + 3600 })
        assert.equal(outcome.kind, kind)
        assert.equal(await blockOf(store, subject), start + 3600)
        assert.equal((await store.grants.find(`${grantId} other`))?.endedBecause, 'revoked')
        assert.equal(await store.sessions.touch(grantId, start + 3, idleSeconds), undefined)
        const revoked = await revokedTargets(store)
        assert.ok(revoked.some((target) => target.kind === 'grant' && target.id === grantId))
        assert.ok(revoked.some((target) => target.kind === 'subject' && target.id === subject))
      }
      assert.equal((await store.grants.find('of bob'))?.status, 'live')
      assert.equal(await blockOf(store, 'user-bob'), undefined)
    }),
  )

  test(
    'without a block configured, and for all else that is refused, nobody is blocked',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      const blockUntil = start + 3600
      for (const [grantId, generation, changes, kind] of [
        ['reuse', 7, {}, 'reused'],
        ['swap', 0, { blockUntil }, 'rotated'],
        ['client', 7, { blockUntil, clientId: 'thief' }, 'refused'],
        ['binding', 7, { blockUntil, binding: 'other' }, 'refused'],
        ['absolute', 7, { blockUntil, now: start + absoluteSeconds }, 'ended'],
        ['idle', 7, { blockUntil, now: start + 2 + idleSeconds }, 'ended'],
        ['nothing', 7, { blockUntil, grantId: 'no such grant' }, 'unknown'],
      ] as const) {
        await startFamily(store, { grantId })
        assert.equal((await rotate(store, generation, { grantId, ...changes })).kind, kind)
        assert.equal(await blockOf(store), undefined, grantId)
      }
      assert.ok((await revokedTargets(store)).every(({ kind }) => kind === 'grant'))
    }),
  )

  test(
    'further replays do not extend a block; after its end, reuse begins a new one',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      const reuse = async (grantId: string, now: number) =>
        (await rotate(store, 7, { grantId, now, blockUntil: now + 60 })).kind
      await startFamily(store, { grantId: 'a' })
      assert.equal(await reuse('a', start + 2), 'reused')
      assert.equal(await reuse('a', start + 30), 'ended')
      assert.equal(await blockOf(store), start + 62)
      // A sign-in that passed while the block was not known everywhere.
      await startLater(store, 'b', start + 31)
      assert.equal(await reuse('b', start + 61), 'reused')
      assert.equal(await blockOf(store), start + 62)
      await startLater(store, 'c', start + 62)
      assert.equal(await reuse('c', start + 63), 'reused')
      assert.equal(await blockOf(store), start + 123)
    }),
  )

  test(
    'of 50 reuses at once one kills the family and blocks, until the second that it says',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      await startFamily(store)
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, i) => rotate(store, 7, { blockUntil: start + 100 + i })),
      )
      const kinds = new Map([
        ['reused', 1],
        ['ended', 49],
      ])
      assert.deepEqual(countKinds(outcomes), kinds)
      const until = await blockOf(store)
      assert.ok(until !== undefined && until >= start + 100 && until < start + 150)
    }),
  )

  test(
    'a block is lifted once, by name; one that has run out needs nothing',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      await store.users.save(sampleUser({ sub: 'user-bob', username: 'bob' }))
      const now = start + 5
      assert.equal(await store.users.unblock('user-alice', now), false)
      await startFamily(store)
      await rotate(store, 7, { blockUntil: start + 60 })
      assert.equal(await store.users.unblock('user-bob', now), false)
      assert.equal(await store.users.unblock('nobody', now), false)
      assert.equal(await store.users.unblock('user-alice', start + 60), false)
      const lifts = await Promise.all(
        Array.from({ length: 20 }, () => store.users.unblock('user-alice', start + 59)),
      )
      assert.equal(lifts.filter(Boolean).length, 1)
      assert.deepEqual(await store.users.findBySub('user-alice'), sampleUser())
    }),
  )

  test(
    'a block is in every answer about the person, and saving them leaves it as it is',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      await startFamily(store)
      const blockedUntil = start + 60
      await rotate(store, 7, { blockUntil: blockedUntil })
      const blocked = { ...sampleUser(), blockedUntil }
      assert.deepEqual(await store.users.findBySub('user-alice'), blocked)
      assert.deepEqual(await store.users.findByUsername('alice'), blocked)
      assert.deepEqual(await store.users.list(), [blocked])
      const { blockedUntil: _lost, ...without } = { ...blocked, roles: ['admin'] }
      await store.users.save(without)
      assert.equal(await blockOf(store), blockedUntil)
      await store.users.save({ ...without, blockedUntil: start + 999_999 })
      assert.equal(await blockOf(store), blockedUntil)
      await store.users.saveAndRevoke(without, start + 3)
      assert.equal(await blockOf(store), blockedUntil)
      const carol = sampleUser({ sub: 'user-carol', username: 'carol' })
      await store.users.save({ ...carol, blockedUntil })
      assert.deepEqual(await store.users.findBySub('user-carol'), carol)
    }),
  )

  test(
    'the reuse of a token whose person is not in the store still ends the family',
    onStore(openStore, async (store) => {
      await startFamily(store)
      assert.equal((await rotate(store, 7, { blockUntil: start + 60 })).kind, 'reused')
      assert.equal((await store.grants.find('grant-1'))?.status, 'dead')
      assert.equal(await store.users.findBySub('user-alice'), undefined)
    }),
  )
}

function startOnDevice(store: Store, device: string | null, code: Partial<CodeRecord>) {
  const family = {
    tokenDigest: refreshDigest(0),
    absoluteExpiresAt: start + absoluteSeconds,
    binding: null,
    device,
  }
  return startFamily(store, code, { family })
}

/** A family of a sign-in at that time. */
function startLater(store: Store, grantId: string, authTime: number): Promise<void> {
  const code = { grantId, authTime, expiresAt: authTime + 60 }
  return startFamily(store, code, { now: authTime })
}

async function blockOf(store: Store, sub = 'user-alice'): Promise<number | undefined> {
  return (await store.users.findBySub(sub))?.blockedUntil
}
