import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rotation } from '../ledgers/grant-ledger.ts'
import { longestAccessTokenSeconds } from '../ledgers/revocation-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import {
  absoluteSeconds,
  countKinds,
  idleSeconds,
  refreshDigest,
  revokedTargets,
  sampleRotation,
  start,
  startFamily,
} from './samples.ts'

export function familyContract(openStore: OpenStore): void {
  const rotate = (store: Store, generation: number, changes: Partial<Rotation> = {}) =>
    store.grants.rotate(sampleRotation(generation, changes))
  const kindOf = async (store: Store, generation: number, changes: Partial<Rotation> = {}) =>
    (await rotate(store, generation, changes)).kind

  test(
    'the current token is swapped for its successor, and all that happened is in the record',
    onStore(openStore, async (store) => {
      await startFamily(store)
      const before = await store.grants.find('grant-1')
      const outcome = await rotate(store, 0, { sealedSuccessor: 'sealed' })
      const grant = {
        ...before,
        family: {
          ...before?.family,
          generation: 1,
          currentDigest: refreshDigest(1),
          previousDigest: refreshDigest(0),
          rotatedAt: start + 2,
          sealedSuccessor: 'sealed',
          lastUsedAt: start + 2,
        },
      }
      assert.deepEqual(outcome, { kind: 'rotated', grant })
      assert.deepEqual(await store.grants.find('grant-1'), grant)
      const next = await rotate(store, 1)
      assert.equal(next.kind === 'rotated' && next.grant.family?.sealedSuccessor, null)
      assert.deepEqual(await revokedTargets(store), [])
    }),
  )

  test(
    'a token of no known grant is unknown',
    onStore(openStore, async (store) => {
      await startFamily(store)
      assert.deepEqual(await rotate(store, 0, { grantId: 'grant-2' }), { kind: 'unknown' })
      assert.equal(await kindOf(store, 0), 'rotated')
    }),
  )

  test(
    'wrong client and wrong binding are refused without effect, also with an old token',
    onStore(openStore, async (store) => {
      await startFamily(store, {}, { family: { ...family, binding: 'key-1' } })
      const bound = { binding: 'key-1' }
      assert.equal(await kindOf(store, 0, bound), 'rotated')
      const before = await store.grants.find('grant-1')
      for (const generation of [0, 1]) {
        for (const [what, malice] of [
          ['client', { clientId: 'thief', binding: 'another key' }],
          ['binding', { binding: 'another key' }],
          ['binding', { binding: null }],
        ] as const) {
          const outcome = await rotate(store, generation, malice)
          assert.deepEqual(outcome, { kind: 'refused', what, grant: before })
        }
      }
      assert.deepEqual(await store.grants.find('grant-1'), before)
      assert.deepEqual(await revokedTargets(store), [])
      assert.equal(await kindOf(store, 1, bound), 'rotated')
    }),
  )

  test(
    'a bound token presented by a family without binding is refused without effect',
    onStore(openStore, async (store) => {
      await startFamily(store)
      assert.equal(await kindOf(store, 0, { binding: 'key-1' }), 'refused')
      assert.equal(await kindOf(store, 0), 'rotated')
    }),
  )

  test(
    'O21-20 E01 the use of a token that is not the current one kills the family and its tokens',
    onStore(openStore, async (store) => {
      const presented = [
        ['previous', 1, {}],
        ['first', 0, {}],
        ['ahead of the store', 3, {}],
        ['current digest, other generation', 2, { generation: 1 }],
        ['current generation, other digest', 2, { tokenDigest: 'forged' }],
      ] as const
      for (const [grantId, generation, changes] of presented) {
        await startFamily(store, { grantId })
        await rotate(store, 0, { grantId })
        await rotate(store, 1, { grantId })
        const now = start + 3
        const outcome = await rotate(store, generation, { grantId, now, ...changes })
        assert.equal(outcome.kind, 'reused')
        const grant = await store.grants.find(grantId)
        assert.equal(grant?.status, 'dead')
        assert.equal(grant?.endedBecause, 'refresh_token_reused')
        assert.deepEqual(outcome.kind === 'reused' && outcome.grant, grant)
        const entry = (await store.revocations.since(0, 10)).at(-1)
        assert.deepEqual(entry?.target, { kind: 'grant', id: grantId })
        assert.equal(entry?.expiresAt, now + longestAccessTokenSeconds)
        const current = await rotate(store, 2, { grantId })
        assert.equal(current.kind === 'ended' && current.because, 'refresh_token_reused')
      }
      assert.equal((await revokedTargets(store)).length, presented.length)
    }),
  )

  test(
    'E02 of 50 uses of one token at once exactly one is rotated, and then the family is dead',
    onStore(openStore, async (store) => {
      await startFamily(store)
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, i) => rotate(store, 0, { successorDigest: `next ${i}` })),
      )
      assert.deepEqual(
        countKinds(outcomes),
        new Map([
          ['rotated', 1],
          ['reused', 1],
          ['ended', 48],
        ]),
      )
      assert.equal((await store.grants.find('grant-1'))?.status, 'dead')
      assert.deepEqual(await revokedTargets(store), [{ kind: 'grant', id: 'grant-1' }])
    }),
  )

  test(
    'the absolute limit ends the family quietly, however often it was used',
    onStore(openStore, async (store) => {
      for (const [grantId, now, kind] of [
        ['in time', start + absoluteSeconds - 1, 'rotated'],
        ['too late', start + absoluteSeconds, 'ended'],
      ] as const) {
        await startFamily(store, { grantId })
        let generation = 0
        for (let at = start + 1; at < now; at += idleSeconds) {
          assert.equal(await kindOf(store, generation, { grantId, now: at }), 'rotated')
          generation += 1
        }
        assert.equal(await kindOf(store, generation, { grantId, now }), kind)
      }
      await expectQuietEnd(store, 'too late', 'absolute')
    }),
  )

  test(
    'unused for longer than the idle limit the family ends quietly',
    onStore(openStore, async (store) => {
      for (const [grantId, now, kind] of [
        ['in time', start + 1 + idleSeconds, 'rotated'],
        ['too late', start + 2 + idleSeconds, 'ended'],
      ] as const) {
        await startFamily(store, { grantId })
        assert.equal(await kindOf(store, 0, { grantId, now }), kind)
      }
      await expectQuietEnd(store, 'too late', 'idle')
    }),
  )

  test(
    'as many rotations as allowed succeed, the next ends the family quietly',
    onStore(openStore, async (store) => {
      await startFamily(store)
      const limited = { maxRotations: 2 }
      assert.equal(await kindOf(store, 0, limited), 'rotated')
      assert.equal(await kindOf(store, 1, limited), 'rotated')
      assert.equal(await kindOf(store, 2, limited), 'ended')
      await expectQuietEnd(store, 'grant-1', 'rotations')
    }),
  )

  test(
    'a limit is judged before reuse, reuse before the number of rotations',
    onStore(openStore, async (store) => {
      for (const [grantId, changes, kind] of [
        ['absolute', { now: start + absoluteSeconds }, 'ended'],
        ['idle', { now: start + 10 + idleSeconds }, 'ended'],
        ['rotations', { maxRotations: 1 }, 'reused'],
      ] as const) {
        await startFamily(store, { grantId })
        await rotate(store, 0, { grantId })
        assert.equal(await kindOf(store, 0, { grantId, ...changes }), kind)
      }
      assert.deepEqual(await revokedTargets(store), [{ kind: 'grant', id: 'rotations' }])
    }),
  )

  test(
    'a dead family stays dead for the reason it died of, whatever is presented',
    onStore(openStore, async (store) => {
      await startFamily(store)
      await rotate(store, 0)
      await rotate(store, 1, { maxRotations: 1 })
      for (const [generation, changes] of [
        [1, {}],
        [0, {}],
        [1, { now: start + absoluteSeconds }],
        [7, { tokenDigest: 'forged' }],
      ] as const) {
        const outcome = await rotate(store, generation, changes)
        assert.equal(outcome.kind === 'ended' && outcome.because, 'rotations')
      }
      await expectQuietEnd(store, 'grant-1', 'rotations')
    }),
  )

  test(
    'the family of one grant knows nothing of the tokens of another',
    onStore(openStore, async (store) => {
      await startFamily(store)
      await startFamily(store, { grantId: 'grant-2' })
      await rotate(store, 0)
      assert.equal(await kindOf(store, 0), 'reused')
      assert.equal(await kindOf(store, 0, { grantId: 'grant-2' }), 'rotated')
    }),
  )
}

const family = {
  tokenDigest: refreshDigest(0),
  absoluteExpiresAt: start + absoluteSeconds,
  binding: null,
  device: null,
}

async function expectQuietEnd(store: Store, grantId: string, because: string): Promise<void> {
  const grant = await store.grants.find(grantId)
  assert.equal(grant?.status, 'dead')
  assert.equal(grant?.endedBecause, because)
  assert.deepEqual(await revokedTargets(store), [])
}
