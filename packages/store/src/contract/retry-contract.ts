import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rotation } from '../ledgers/grant-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import {
  absoluteSeconds,
  countKinds,
  refreshDigest,
  revokedTargets,
  sampleRotation,
  start,
  startFamily,
} from './samples.ts'

/** The window in which a client that lost a response gets the same successor again. */
export function retryContract(openStore: OpenStore): void {
  test(
    'E02 the token just used gets the same sealed successor again in time, and nothing has changed',
    onStore(openStore, async (store) => {
      await startFamily(store)
      assert.equal((await use(store, 0)).kind, 'rotated')
      const grant = await store.grants.find('grant-1')
      for (const later of [0, 1, 9]) {
        const retried = await use(store, 0, { now: usedAt + later, sealedSuccessor: 'another' })
        assert.deepEqual(retried, { kind: 'retried', grant, sealedSuccessor: 'sealed 1' })
        assert.deepEqual(await store.grants.find('grant-1'), grant)
      }
      assert.deepEqual(await revokedTargets(store), [])
      assert.equal((await use(store, 1)).kind, 'rotated')
    }),
  )

  test(
    'O21-20 at the end of the window it is reuse, with a clock that was set back as well',
    onStore(openStore, async (store) => {
      for (const [seconds, retrySeconds, kind] of [
        [0, 0, 'reused'],
        [0, 1, 'retried'],
        [1, 1, 'reused'],
        [9, 10, 'retried'],
        [10, 10, 'reused'],
        [11, 10, 'reused'],
        [-9, 10, 'retried'],
        [-10, 10, 'reused'],
        [-500, 10, 'reused'],
      ] as const) {
        const grantId = `${seconds} of ${retrySeconds}`
        await startFamily(store, { grantId })
        await use(store, 0, { grantId })
        const now = usedAt + seconds
        const outcome = await use(store, 0, { grantId, now, retrySeconds })
        assert.equal(outcome.kind, kind, grantId)
        const expected = kind === 'reused' ? 'dead' : 'live'
        assert.equal((await store.grants.find(grantId))?.status, expected, grantId)
      }
    }),
  )

  test(
    'O21-20 once the successor has been used, the token before it is reuse, in time or not',
    onStore(openStore, async (store) => {
      await startFamily(store)
      await use(store, 0)
      await use(store, 1)
      assert.equal((await use(store, 1)).kind, 'retried')
      assert.equal((await use(store, 0)).kind, 'reused')
      assert.deepEqual(await revokedTargets(store), [{ kind: 'grant', id: 'grant-1' }])
    }),
  )

  test(
    'O21-20 a retry is the very token and its generation: half of it is reuse',
    onStore(openStore, async (store) => {
      for (const [grantId, changes] of [
        ['other digest', { tokenDigest: 'forged' }],
        ['generation of the current one', { generation: 1 }],
        ['generation ahead', { generation: 2 }],
      ] as const) {
        await startFamily(store, { grantId })
        await use(store, 0, { grantId })
        assert.equal((await use(store, 0, { grantId })).kind, 'retried')
        assert.equal((await use(store, 0, { grantId, ...changes })).kind, 'reused', grantId)
      }
    }),
  )

  test(
    'where no sealed successor is kept there is nothing to answer, and it is reuse',
    onStore(openStore, async (store) => {
      await startFamily(store)
      await use(store, 0, { sealedSuccessor: null })
      assert.equal((await use(store, 0)).kind, 'reused')
    }),
  )

  test(
    'O21-19 E03 E09 a retry of another client or under another key is refused without effect',
    onStore(openStore, async (store) => {
      await startFamily(store)
      await use(store, 0)
      const before = await store.grants.find('grant-1')
      for (const [what, malice] of [
        ['client', { clientId: 'thief' }],
        ['binding', { binding: 'another key' }],
      ] as const) {
        assert.deepEqual(await use(store, 0, malice), { kind: 'refused', what, grant: before })
      }
      assert.equal((await use(store, 0)).kind, 'retried')
    }),
  )

  test(
    'a retry counts against no number of rotations, and a dead family answers none',
    onStore(openStore, async (store) => {
      await startFamily(store)
      await use(store, 0, { maxRotations: 1 })
      assert.equal((await use(store, 0, { maxRotations: 1 })).kind, 'retried')
      const target = { kind: 'grant', id: 'grant-1' } as const
      await store.revocations.revoke({ target, now: usedAt })
      const outcome = await use(store, 0, { maxRotations: 1 })
      assert.equal(outcome.kind === 'ended' && outcome.because, 'revoked')
    }),
  )

  test(
    'BBA-04 a retry prolongs nothing: absolute and idle limits are those of the last swap',
    onStore(openStore, async (store) => {
      await startFamily(store)
      const last = start + absoluteSeconds - 1
      await use(store, 0, { now: last, idleSeconds: absoluteSeconds })
      const retry = { idleSeconds: absoluteSeconds, retrySeconds: 60 }
      assert.equal((await use(store, 0, { now: last, ...retry })).kind, 'retried')
      assert.equal((await store.grants.find('grant-1'))?.family?.lastUsedAt, last)
      const outcome = await use(store, 0, { now: last + 1, ...retry })
      assert.equal(outcome.kind === 'ended' && outcome.because, 'absolute')
    }),
  )

  test(
    'E02 of 50 uses of one token at once one is rotated and all others get the same successor',
    onStore(openStore, async (store) => {
      await startFamily(store)
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          use(store, 0, { successorDigest: `next ${i}`, sealedSuccessor: `sealed next ${i}` }),
        ),
      )
      const kinds = new Map([
        ['rotated', 1],
        ['retried', 49],
      ])
      assert.deepEqual(countKinds(outcomes), kinds)
      const kept = (await store.grants.find('grant-1'))?.family
      const answered = outcomes.map((outcome) =>
        outcome.kind === 'retried' ? outcome.sealedSuccessor : kept?.sealedSuccessor,
      )
      assert.deepEqual(new Set(answered), new Set([`sealed ${kept?.currentDigest}`]))
      assert.equal(kept?.generation, 1)
      assert.deepEqual(await revokedTargets(store), [])
    }),
  )
}

const usedAt = start + 2

/** The use of the token of a generation, with a window of ten seconds. */
function use(store: Store, generation: number, changes: Partial<Rotation> = {}) {
  return store.grants.rotate(
    sampleRotation(generation, {
      successorDigest: refreshDigest(generation + 1),
      sealedSuccessor: `sealed ${generation + 1}`,
      retrySeconds: 10,
      now: usedAt,
      ...changes,
    }),
  )
}
