import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OpenStore, onStore } from './on-store.ts'
import { sampleKey, start } from './samples.ts'

export function keyContract(openStore: OpenStore): void {
  test(
    'the first key of an algorithm is added, a second first one is not',
    onStore(openStore, async (store) => {
      assert.deepEqual(await store.keys.list(), [])
      assert.equal(await store.keys.addFirst(sampleKey()), true)
      assert.equal(await store.keys.addFirst(sampleKey({ kid: 'key-2' })), false)
      assert.deepEqual(await store.keys.list(), [sampleKey()])
      assert.equal(await store.keys.addFirst(sampleKey({ kid: 'rsa-1', alg: 'RS256' })), true)
    }),
  )

  test(
    'of 50 processes that add a first key at once exactly one does',
    onStore(openStore, async (store) => {
      const added = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.keys.addFirst(sampleKey({ kid: `key-${i}` }))),
      )
      assert.equal(added.filter(Boolean).length, 1)
      assert.equal((await store.keys.list()).length, 1)
    }),
  )

  test(
    'rotation retires the other signing key of its algorithm and no other, oldest listed first',
    onStore(openStore, async (store) => {
      const rsa = sampleKey({ kid: 'rsa-1', alg: 'RS256', createdAt: start + 1 })
      const second = sampleKey({ kid: 'key-2', createdAt: start + 100 })
      await store.keys.addFirst(sampleKey())
      await store.keys.addFirst(rsa)
      await store.keys.rotate(second)
      assert.deepEqual(await store.keys.list(), [
        sampleKey({ status: 'retired', retiredAt: start + 100 }),
        rsa,
        second,
      ])
    }),
  )

  test(
    'of 50 rotations at once exactly one key goes on signing and all are kept',
    onStore(openStore, async (store) => {
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.keys.rotate(sampleKey({ kid: `key-${i}` }))),
      )
      const keys = await store.keys.list()
      assert.equal(keys.length, 50)
      assert.equal(keys.filter((key) => key.status === 'signing').length, 1)
    }),
  )

  test(
    'a rotation to a key that is there already fails and retires nothing',
    onStore(openStore, async (store) => {
      await store.keys.addFirst(sampleKey())
      await assert.rejects(store.keys.rotate(sampleKey({ createdAt: start + 100 })))
      assert.deepEqual(await store.keys.list(), [sampleKey()])
    }),
  )

  test(
    'a key is sealed anew only from what it was sealed as, and nothing else of it changes',
    onStore(openStore, async (store) => {
      await store.keys.addFirst(sampleKey({ sealedPrivateKey: 'old' }))
      await store.keys.addFirst(sampleKey({ kid: 'rsa-1', alg: 'RS256', sealedPrivateKey: 'old' }))
      assert.equal(await store.keys.reseal('key-1', 'another', 'new'), false)
      assert.equal(await store.keys.reseal('nobody', 'old', 'new'), false)
      const tries = Array.from({ length: 20 }, (_, i) =>
        store.keys.reseal('key-1', 'old', `new-${i}`),
      )
      assert.equal((await Promise.all(tries)).filter(Boolean).length, 1)
      const [first, second] = await store.keys.list()
      assert.match(first?.sealedPrivateKey ?? '', /^new-/)
      assert.deepEqual({ ...first, sealedPrivateKey: '' }, sampleKey({ sealedPrivateKey: '' }))
      assert.equal(second?.sealedPrivateKey, 'old')
    }),
  )

  test(
    'retired keys are forgotten only when retired before the given time, signing ones never',
    onStore(openStore, async (store) => {
      await store.keys.addFirst(sampleKey())
      await store.keys.rotate(sampleKey({ kid: 'key-2', createdAt: start + 100 }))
      await store.keys.forgetRetired(start + 100)
      assert.equal((await store.keys.list()).length, 2)
      await store.keys.forgetRetired(start + 101)
      const kids = (await store.keys.list()).map((key) => key.kid)
      assert.deepEqual(kids, ['key-2'])
    }),
  )
}
