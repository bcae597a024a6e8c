import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { sampleEvent } from './samples.ts'

export function auditContract(openStore: OpenStore): void {
  test(
    'events are read in the order written, exactly as written, after any position',
    onStore(openStore, async (store) => {
      assert.equal(await store.audit.head(), 0)
      assert.deepEqual(await store.audit.since(0, 10), [])
      const written = ['a', 'b', 'c'].map((id) => sampleEvent(id))
      await store.audit.append(written.slice(0, 2))
      await store.audit.append(written.slice(2))
      const stored = await store.audit.since(0, 10)
      assert.deepEqual(
        stored.map((one) => one.event),
        written,
      )
      const positions = stored.map((one) => one.position)
      assert.deepEqual(
        positions,
        [...positions].sort((a, b) => a - b),
      )
      assert.equal(new Set(positions).size, 3)
      assert.equal(await store.audit.head(), positions[2])
      assert.deepEqual(await store.audit.since(positions[0] ?? 0, 10), stored.slice(1))
      assert.deepEqual(await store.audit.since(0, 2), stored.slice(0, 2))
      assert.deepEqual(await store.audit.since(positions[2] ?? 0, 10), [])
    }),
  )

  test(
    'an append is kept whole or not at all',
    onStore(openStore, async (store) => {
      await store.audit.append([sampleEvent('a')])
      await assert.rejects(store.audit.append([sampleEvent('b'), sampleEvent('a')]))
      assert.deepEqual(await idsOf(store), ['a'])
      await store.audit.append([sampleEvent('b'), sampleEvent('c')])
      assert.deepEqual(await idsOf(store), ['a', 'b', 'c'])
    }),
  )

  test(
    'events of chosen types, of one request, or of both at once are read alone',
    onStore(openStore, async (store) => {
      await store.audit.append([
        sampleEvent('a', { type: 'fault', requestId: 'one' }),
        sampleEvent('b', { type: 'limit.hit', requestId: 'one' }),
        sampleEvent('c', { type: 'fault', requestId: 'two' }),
        sampleEvent('d', { type: 'code.issued', requestId: 'two' }),
      ])
      assert.deepEqual(await idsOf(store, { types: ['fault'] }), ['a', 'c'])
      assert.deepEqual(await idsOf(store, { types: ['fault', 'limit.hit'] }), ['a', 'b', 'c'])
      assert.deepEqual(await idsOf(store, { requestId: 'two' }), ['c', 'd'])
      assert.deepEqual(await idsOf(store, { requestId: 'two', types: ['fault'] }), ['c'])
      assert.deepEqual(await idsOf(store, { types: [] }), [])
      assert.deepEqual(await idsOf(store, {}), ['a', 'b', 'c', 'd'])
    }),
  )

  test(
    'of 50 appends at once all are kept, each with its own position',
    onStore(openStore, async (store) => {
      await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          store.audit.append([sampleEvent(`${i}-a`), sampleEvent(`${i}-b`)]),
        ),
      )
      const stored = await store.audit.since(0, 1000)
      assert.equal(new Set(stored.map((one) => one.position)).size, 100)
      for (let i = 0; i < stored.length; i += 2) {
        // What one append wrote stands together.
        assert.equal(stored[i]?.event.id.replace('-a', '-b'), stored[i + 1]?.event.id)
      }
    }),
  )
}

async function idsOf(store: Store, filter?: Parameters<Store['audit']['since']>[2]) {
  const stored = await store.audit.since(0, 1000, filter)
  return stored.map((one) => one.event.id)
}
