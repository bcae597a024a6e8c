import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { RevocationTarget } from '@sallyport/protocol'
import { type RevocationEntry, revocationLeewaySeconds } from '../ledgers/revocation-ledger.ts'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { sampleKey, sampleRotation, sampleUser, start, startFamily } from './samples.ts'

/** What following the revocation feed relies on. */
export function followContract(openStore: OpenStore): void {
  const revoke = (store: Store, target: RevocationTarget, now = start + 10) =>
    store.revocations.revoke({ target, now })
  /** The limits of `next` that most tests have. */
  const patient = { limit: 1000, waitMs: 5000 }

  test(
    'what is in the feed already is answered at once, in order, page by page',
    onWaitingStore(openStore, async (store) => {
      const entries = []
      for (const id of ['a', 'b', 'c']) entries.push(await revoke(store, { kind: 'token', id }))
      const { next } = store.revocations
      assert.deepEqual(await next({ after: 0, ...patient }), entries)
      assert.deepEqual(await next({ after: 0, ...patient, limit: 2 }), entries.slice(0, 2))
      const after = entries[1]?.position ?? 0
      assert.deepEqual(await next({ after, ...patient, limit: 2 }), entries.slice(2))
    }),
  )

  test(
    'a question that waits is answered by the next revocation, of whatever ledger',
    onWaitingStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      await startFamily(store)
      await store.grants.rotate(sampleRotation(0))
      await store.grants.rotate(sampleRotation(1))
      await store.keys.addFirst(sampleKey(), sampleKey({ kid: 'key-2', status: 'next' }))
      const next = sampleKey({ kid: 'key-3', status: 'next' })
      const acts: readonly (() => Promise<unknown>)[] = [
        () => revoke(store, { kind: 'session', id: 'session of somebody else' }),
        // A refresh token used twice.
        () => store.grants.rotate(sampleRotation(0, { successorDigest: 'another' })),
        () => store.users.saveAndRevoke(sampleUser({ roles: [] }), start + 20),
        // A key that somebody else has.
        () => store.keys.withdraw({ kid: 'key-1', next, now: start + 20 }),
      ]
      let { position } = await store.revocations.snapshot()
      for (const act of acts) {
        const asked = performance.now()
        const waiting = store.revocations.next({ after: position, ...patient })
        await pause(20)
        await act()
        const entries = await waiting
        assert.equal(entries.length, 1, String(act))
        assert.notEqual(entries, 'lost')
        assert.ok(performance.now() - asked < patient.waitMs)
        position = (await store.revocations.snapshot()).position
      }
    }),
  )

  test(
    'where nothing is revoked there is no answer before the wait is over, and then none',
    onWaitingStore(openStore, async (store) => {
      const { position: after } = await revoke(store, { kind: 'token', id: 'token-1' })
      const asked = performance.now()
      assert.deepEqual(await store.revocations.next({ after, limit: 10, waitMs: 60 }), [])
      const waited = performance.now() - asked
      // Timers may be early by less than a millisecond.
      assert.ok(waited >= 58 && waited < 3000, `${waited} ms`)
      assert.deepEqual(await store.revocations.next({ after, limit: 10, waitMs: 0 }), [])
    }),
  )

  test(
    'a signal ends the wait, before it or within it',
    onWaitingStore(openStore, async (store) => {
      const asked = performance.now()
      const aborted = AbortSignal.abort()
      assert.deepEqual(await store.revocations.next({ after: 0, ...patient, signal: aborted }), [])
      const controller = new AbortController()
      const { signal } = controller
      const waiting = store.revocations.next({ after: 0, ...patient, signal })
      setTimeout(() => controller.abort(), 20)
      assert.deepEqual(await waiting, [])
      assert.ok(performance.now() - asked < patient.waitMs)
    }),
  )

  test(
    'a snapshot has what the feed has, and following goes on from its position',
    onWaitingStore(openStore, async (store) => {
      const empty = await store.revocations.snapshot()
      assert.deepEqual(empty.entries, [])
      const first = await revoke(store, { kind: 'token', id: 'token-1' }, start - 50)
      await revoke(store, { kind: 'key', id: 'key-1' })
      await revoke(store, { kind: 'all' })
      await store.revocations.prune(first.expiresAt + revocationLeewaySeconds)
      const { position, entries } = await store.revocations.snapshot()
      assert.deepEqual(entries, await store.revocations.since(0, 10))
      assert.equal(entries.length, 2)
      const waiting = store.revocations.next({ after: position, ...patient })
      const later = await revoke(store, { kind: 'token', id: 'token-2' })
      assert.deepEqual(await waiting, [later])
    }),
  )

  test(
    'following goes on from a position whose entry has expired and is forgotten',
    onWaitingStore(openStore, async (store) => {
      const first = await revoke(store, { kind: 'token', id: 'token-1' })
      await store.revocations.prune(first.expiresAt + revocationLeewaySeconds)
      const { position, entries } = await store.revocations.snapshot()
      assert.deepEqual(entries, [])
      const wait = { limit: 10, waitMs: 0 }
      assert.deepEqual(await store.revocations.next({ after: first.position, ...wait }), [])
      assert.deepEqual(await store.revocations.next({ after: position, ...wait }), [])
    }),
  )

  test(
    'a position that the feed has never reached is lost',
    onWaitingStore(openStore, async (store) => {
      const { position } = await revoke(store, { kind: 'token', id: 'token-1' })
      const { next } = store.revocations
      assert.equal(await next({ after: position + 1000, ...patient }), 'lost')
      assert.deepEqual(await next({ after: position, limit: 10, waitMs: 0 }), [])
    }),
  )

  test(
    'whoever follows while 50 revoke at once, in pages of 7, misses none and hears none twice',
    onWaitingStore(openStore, async (store) => {
      const heard: RevocationEntry[] = []
      const following = (async () => {
        let { position: after } = await store.revocations.snapshot()
        while (heard.length < 50) {
          const entries = await store.revocations.next({ after, ...patient, limit: 7 })
          assert.ok(entries !== 'lost' && entries.length > 0 && entries.length <= 7)
          heard.push(...entries)
          after = entries.at(-1)?.position ?? after
        }
      })()
      await pause(5)
      const revoked = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          await pause(i % 10)
          return revoke(store, { kind: 'token', id: `token-${i}` })
        }),
      )
      await following
      assert.deepEqual(
        heard,
        revoked.toSorted((a, b) => a.position - b.position),
      )
    }),
  )
}

/** As `onStore`; waiting need not keep the process running, so the test does. */
function onWaitingStore(openStore: OpenStore, body: (store: Store) => Promise<void>) {
  const run = onStore(openStore, body)
  return async (): Promise<void> => {
    const running = setInterval(() => {}, 1000)
    try {
      await run()
    } finally {
      clearInterval(running)
    }
  }
}
