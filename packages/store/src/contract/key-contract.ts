import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyRecord, KeyRotation } from '@sallyport/protocol'
import { keyRevocationSeconds } from '../ledgers/revocation-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { revokedTargets, sampleKey, sampleNextKey, start } from './samples.ts'

const later = start + 100
const second = sampleNextKey({ kid: 'next-2', createdAt: later, signsFrom: later + 1000 })

function sampleKeyRotation(changes: Partial<KeyRotation> = {}): KeyRotation {
  return { alg: 'ES256', from: 'key-1', to: 'next-1', next: second, now: later, ...changes }
}

async function addPair(store: Store, changes: Partial<KeyRecord> = {}): Promise<void> {
  assert.equal(await store.keys.addFirst(sampleKey(), sampleNextKey(changes)), true)
}

/** `kid status`, oldest first. */
async function standing(store: Store): Promise<readonly string[]> {
  return (await store.keys.list()).map(({ kid, status }) => `${kid} ${status}`)
}

export function keyContract(openStore: OpenStore): void {
  test(
    'the first two keys of an algorithm are added, a second first pair is not',
    onStore(openStore, async (store) => {
      assert.deepEqual(await store.keys.list(), [])
      await addPair(store)
      const others = [sampleKey({ kid: 'key-2' }), sampleNextKey({ kid: 'next-2' })] as const
      assert.equal(await store.keys.addFirst(...others), false)
      assert.deepEqual(await store.keys.list(), [sampleKey(), sampleNextKey()])
      const rsa = sampleKey({ kid: 'rsa-1', alg: 'RS256' })
      const nextRsa = sampleNextKey({ kid: 'rsa-2', alg: 'RS256' })
      assert.equal(await store.keys.addFirst(rsa, nextRsa), true)
    }),
  )

  test(
    'of 50 processes that add the first two keys at once exactly one does',
    onStore(openStore, async (store) => {
      const added = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          store.keys.addFirst(sampleKey({ kid: `key-${i}` }), sampleNextKey({ kid: `next-${i}` })),
        ),
      )
      assert.equal(added.filter(Boolean).length, 1)
      const [key, next, ...others] = await store.keys.list()
      assert.equal(key?.kid.slice('key-'.length), next?.kid.slice('next-'.length))
      assert.deepEqual(others, [])
    }),
  )

  test(
    'a next key is added only where its algorithm has none',
    onStore(openStore, async (store) => {
      const added = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.keys.addNext(sampleNextKey({ kid: `next-${i}` })),
        ),
      )
      assert.equal(added.filter(Boolean).length, 1)
      assert.equal((await store.keys.list()).length, 1)
      const rsa = sampleNextKey({ kid: 'rsa-1', alg: 'RS256' })
      assert.equal(await store.keys.addNext(rsa), true)
    }),
  )

  test(
    'rotation retires the signing key of its algorithm and no other, oldest listed first',
    onStore(openStore, async (store) => {
      const rsa = sampleKey({ kid: 'rsa-1', alg: 'RS256', createdAt: start + 1 })
      const nextRsa = sampleNextKey({ kid: 'rsa-2', alg: 'RS256', createdAt: start + 1 })
      await addPair(store)
      await store.keys.addFirst(rsa, nextRsa)
      assert.equal(await store.keys.rotate(sampleKeyRotation()), true)
      assert.deepEqual(await store.keys.list(), [
        sampleKey({ status: 'retired', retiredAt: later }),
        sampleNextKey({ status: 'signing', signsFrom: later }),
        rsa,
        nextRsa,
        second,
      ])
    }),
  )

  test(
    'a rotation from a key that does not sign or to one that is not next changes nothing',
    onStore(openStore, async (store) => {
      await addPair(store)
      const nextRsa = sampleNextKey({ kid: 'rsa-2', alg: 'RS256' })
      await store.keys.addFirst(sampleKey({ kid: 'rsa-1', alg: 'RS256' }), nextRsa)
      const before = await store.keys.list()
      for (const changes of [
        { from: 'next-1' },
        { from: 'nobody' },
        { to: 'key-1' },
        { to: 'rsa-2' },
        { to: 'nobody' },
        { alg: 'RS256' as const },
      ]) {
        assert.equal(await store.keys.rotate(sampleKeyRotation(changes)), false)
      }
      assert.deepEqual(await store.keys.list(), before)
      assert.equal(await store.keys.rotate(sampleKeyRotation()), true)
    }),
  )

  test(
    'of 50 rotations at once exactly one happens',
    onStore(openStore, async (store) => {
      await addPair(store)
      const rotated = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          store.keys.rotate(sampleKeyRotation({ next: { ...second, kid: `next-2-${i}` } })),
        ),
      )
      assert.equal(rotated.filter(Boolean).length, 1)
      const [first, next, ...others] = await store.keys.list()
      assert.deepEqual([first?.status, next?.status], ['retired', 'signing'])
      const winner = rotated.indexOf(true)
      assert.deepEqual(others, [{ ...second, kid: `next-2-${winner}` }])
    }),
  )

  test(
    'a rotation with a next key that is there already fails and retires nothing',
    onStore(openStore, async (store) => {
      await addPair(store)
      const known = { ...second, kid: 'key-1' }
      await assert.rejects(store.keys.rotate(sampleKeyRotation({ next: known })))
      assert.deepEqual(await store.keys.list(), [sampleKey(), sampleNextKey()])
    }),
  )

  test(
    'a signing key that is withdrawn signs no more, the next one does, and what it signed is revoked',
    onStore(openStore, async (store) => {
      await addPair(store)
      assert.equal(await store.keys.withdraw({ kid: 'key-1', next: second, now: later }), true)
      assert.deepEqual(await store.keys.list(), [
        sampleKey({ status: 'withdrawn', retiredAt: later }),
        sampleNextKey({ status: 'signing', signsFrom: later }),
        second,
      ])
      const [entry, ...others] = await store.revocations.since(0, 10)
      assert.deepEqual(entry?.target, { kind: 'key', id: 'key-1' })
      assert.equal(entry?.revokedAt, later)
      assert.equal(entry?.expiresAt, later + keyRevocationSeconds)
      assert.deepEqual(others, [])
    }),
  )

  test(
    'a next key that is withdrawn is replaced, a retired one is not',
    onStore(openStore, async (store) => {
      await addPair(store)
      assert.equal(await store.keys.withdraw({ kid: 'next-1', next: second, now: later }), true)
      assert.deepEqual(await standing(store), ['key-1 signing', 'next-1 withdrawn', 'next-2 next'])
      const third = sampleNextKey({ kid: 'next-3', createdAt: start + 200 })
      const rotation = sampleKeyRotation({ to: 'next-2', next: third, now: start + 200 })
      assert.equal(await store.keys.rotate(rotation), true)
      const fourth = sampleNextKey({ kid: 'next-4', createdAt: start + 300 })
      assert.equal(
        await store.keys.withdraw({ kid: 'key-1', next: fourth, now: start + 300 }),
        true,
      )
      assert.deepEqual(await standing(store), [
        'key-1 withdrawn',
        'next-1 withdrawn',
        'next-2 signing',
        'next-3 next',
      ])
      assert.deepEqual(await revokedTargets(store), [
        { kind: 'key', id: 'next-1' },
        { kind: 'key', id: 'key-1' },
      ])
    }),
  )

  test(
    'a signing key that has no next one is withdrawn for the new key itself',
    onStore(openStore, async (store) => {
      // As a store of before there were next keys: that of this algorithm is missing.
      await addPair(store, { alg: 'RS256' })
      assert.equal(await store.keys.withdraw({ kid: 'key-1', next: second, now: later }), true)
      const keys = await store.keys.list()
      assert.deepEqual(keys.at(-1), { ...second, status: 'signing', signsFrom: later })
      assert.equal(await store.keys.addNext(sampleNextKey({ kid: 'next-3' })), true)
    }),
  )

  test(
    'a key that nobody has, or that was withdrawn before, is not withdrawn, and nothing is revoked',
    onStore(openStore, async (store) => {
      await addPair(store)
      assert.equal(await store.keys.withdraw({ kid: 'nobody', next: second, now: later }), false)
      assert.deepEqual(await revokedTargets(store), [])
      assert.equal(await store.keys.withdraw({ kid: 'key-1', next: second, now: later }), true)
      const third = sampleNextKey({ kid: 'next-3' })
      assert.equal(await store.keys.withdraw({ kid: 'key-1', next: third, now: later }), false)
      assert.equal((await revokedTargets(store)).length, 1)
      assert.equal((await store.keys.list()).length, 3)
    }),
  )

  test(
    'of 20 withdrawals of one key at once exactly one happens',
    onStore(openStore, async (store) => {
      await addPair(store)
      const withdrawn = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.keys.withdraw({
            kid: 'key-1',
            next: { ...second, kid: `next-2-${i}` },
            now: later,
          }),
        ),
      )
      assert.equal(withdrawn.filter(Boolean).length, 1)
      assert.equal((await store.keys.list()).length, 3)
      assert.equal((await revokedTargets(store)).length, 1)
    }),
  )

  test(
    'a withdrawn key never signs again: no rotation leads to it or from it',
    onStore(openStore, async (store) => {
      await addPair(store)
      await store.keys.withdraw({ kid: 'key-1', next: second, now: later })
      const third = sampleNextKey({ kid: 'next-3' })
      const rotation = sampleKeyRotation({ from: 'next-1', to: 'next-2', next: third })
      assert.equal(await store.keys.rotate({ ...rotation, from: 'key-1' }), false)
      assert.equal(await store.keys.rotate({ ...rotation, to: 'key-1' }), false)
      assert.equal(await store.keys.rotate(rotation), true)
    }),
  )

  test(
    'a key is sealed anew only from what it was sealed as, and nothing else of it changes',
    onStore(openStore, async (store) => {
      await store.keys.addFirst(
        sampleKey({ sealedPrivateKey: 'old' }),
        sampleNextKey({ sealedPrivateKey: 'old' }),
      )
      assert.equal(await store.keys.reseal('key-1', 'another', 'new'), false)
      assert.equal(await store.keys.reseal('nobody', 'old', 'new'), false)
      const tries = Array.from({ length: 20 }, (_, i) =>
        store.keys.reseal('key-1', 'old', `new-${i}`),
      )
      assert.equal((await Promise.all(tries)).filter(Boolean).length, 1)
      const [first, next] = await store.keys.list()
      assert.match(first?.sealedPrivateKey ?? '', /^new-/)
      assert.deepEqual({ ...first, sealedPrivateKey: '' }, sampleKey({ sealedPrivateKey: '' }))
      assert.equal(next?.sealedPrivateKey, 'old')
    }),
  )

  test(
    'only retired keys are forgotten, and only when retired before the given time',
    onStore(openStore, async (store) => {
      await addPair(store)
      await store.keys.rotate(sampleKeyRotation())
      const third = sampleNextKey({ kid: 'next-3', createdAt: later })
      await store.keys.withdraw({ kid: 'next-2', next: third, now: later })
      await store.keys.forgetRetired(later)
      assert.equal((await store.keys.list()).length, 4)
      await store.keys.forgetRetired(later + 1)
      assert.deepEqual(await standing(store), ['next-1 signing', 'next-2 withdrawn', 'next-3 next'])
    }),
  )
}
