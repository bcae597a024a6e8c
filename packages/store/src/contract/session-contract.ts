import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../store.ts'
import { type OpenStore, onStore } from './on-store.ts'
import {
  absoluteSeconds,
  idleSeconds,
  revokedTargets,
  sampleRotation,
  sampleSession,
  start,
  startFamily,
} from './samples.ts'

export function sessionContract(openStore: OpenStore): void {
  const touch = (store: Store, now: number, digest = sampleSession().digest) =>
    store.sessions.touch(digest, now, idleSeconds)

  test(
    'a session is found by the digest of its cookie, and each use is noted',
    onStore(openStore, async (store) => {
      await store.sessions.save(sampleSession())
      const used = await touch(store, start + 5)
      assert.deepEqual(used, sampleSession({ lastSeenAt: start + 5 }))
      assert.equal(await touch(store, start + 5, 'another'), undefined)
    }),
  )

  test(
    'a use noted by a clock that is behind does not shorten the life of a session',
    onStore(openStore, async (store) => {
      await store.sessions.save(sampleSession({ lastSeenAt: start + 5 }))
      assert.equal((await touch(store, start + 3))?.lastSeenAt, start + 5)
    }),
  )

  test(
    'a session unused for longer than the idle time is not found, and using it on time renews it',
    onStore(openStore, async (store) => {
      await store.sessions.save(sampleSession())
      assert.notEqual(await touch(store, start + idleSeconds), undefined)
      assert.notEqual(await touch(store, start + 2 * idleSeconds), undefined)
      assert.equal(await touch(store, start + 3 * idleSeconds + 1), undefined)
    }),
  )

  test(
    'a session ends at its absolute expiry, however often used',
    onStore(openStore, async (store) => {
      await store.sessions.save(sampleSession())
      for (let at = start; at < start + absoluteSeconds; at += idleSeconds) {
        assert.notEqual(await touch(store, at), undefined)
      }
      assert.notEqual(await touch(store, start + absoluteSeconds - 1), undefined)
      assert.equal(await touch(store, start + absoluteSeconds), undefined)
    }),
  )

  test(
    'an ended session is not found, and the grants made in it live on',
    onStore(openStore, async (store) => {
      await store.sessions.save(sampleSession())
      await store.sessions.save(sampleSession({ digest: 'another', sessionId: 'session-2' }))
      await startFamily(store)
      await store.sessions.end(sampleSession().digest)
      assert.equal(await touch(store, start + 1), undefined)
      assert.notEqual(await touch(store, start + 1, 'another'), undefined)
      assert.equal((await store.grants.rotate(sampleRotation(0))).kind, 'rotated')
      assert.deepEqual(await revokedTargets(store), [])
    }),
  )

  test(
    'pruning forgets idle and expired sessions only',
    onStore(openStore, async (store) => {
      await store.sessions.save(sampleSession({ digest: 'idle', lastSeenAt: start - 1 }))
      await store.sessions.save(sampleSession({ digest: 'live', lastSeenAt: start }))
      await store.sessions.save(sampleSession({ digest: 'over', expiresAt: start + idleSeconds }))
      await store.sessions.prune(start + idleSeconds, idleSeconds)
      assert.notEqual(await touch(store, start + idleSeconds, 'live'), undefined)
      // A clock set back would find what pruning left.
      assert.equal(await touch(store, start, 'idle'), undefined)
      assert.equal(await touch(store, start, 'over'), undefined)
    }),
  )

  test(
    'a sign-in overtaken by a revocation of its subject or of all leaves no session, a later one does',
    onStore(openStore, async (store) => {
      let now = start
      for (const target of [{ kind: 'subject', id: 'user-alice' }, { kind: 'all' }] as const) {
        now += 10
        await store.revocations.revoke({ target, now })
        const overtaken = sampleSession({ digest: 'overtaken', authTime: now })
        assert.equal(await store.sessions.save(overtaken), 'revoked')
        const later = sampleSession({ digest: 'later', authTime: now + 1 })
        assert.equal(await store.sessions.save(later), 'saved')
        assert.equal(await touch(store, now + 1, 'overtaken'), undefined)
        assert.notEqual(await touch(store, now + 1, 'later'), undefined)
      }
    }),
  )

  test(
    'the clients of a session are each noted once, 50 at once included',
    onStore(openStore, async (store) => {
      await store.sessions.save(sampleSession())
      const { digest } = sampleSession()
      const ids = Array.from({ length: 50 }, (_, i) => `client-${i % 25}`)
      const added = await Promise.all(ids.map((id) => store.sessions.addClient(digest, id)))
      assert.ok(added.every(Boolean))
      assert.equal(await store.sessions.addClient('another', 'client-1'), false)
      const found = await touch(store, start)
      assert.deepEqual([...(found?.clients ?? [])].sort(), [...new Set(ids)].sort())
    }),
  )

  test(
    'a client is added before a session ends, and then told, or it is not added',
    onStore(openStore, async (store) => {
      const { digest } = sampleSession()
      for (let times = 0; times < 20; times += 1) {
        await store.sessions.save(sampleSession())
        const [isAdded, ended] = await Promise.all([
          store.sessions.addClient(digest, 'reader'),
          store.sessions.end(digest),
        ])
        assert.equal(ended?.clients.includes('reader'), isAdded)
        assert.equal(await store.sessions.addClient(digest, 'reader'), false)
      }
    }),
  )

  test(
    'whoever ends a session learns what it was, once',
    onStore(openStore, async (store) => {
      const session = sampleSession({ acr: '1', clients: ['reader'] })
      await store.sessions.save(session)
      assert.deepEqual(await store.sessions.end(session.digest), session)
      assert.equal(await store.sessions.end(session.digest), undefined)
    }),
  )

  test(
    'a revoked session does not come back by being saved again',
    onStore(openStore, async (store) => {
      await store.sessions.save(sampleSession())
      const target = { kind: 'session', id: 'session-1' } as const
      await store.revocations.revoke({ target, now: start })
      await store.sessions.save(sampleSession())
      assert.equal(await touch(store, start + 1), undefined)
      await store.sessions.save(sampleSession({ digest: 'another', sessionId: 'session-2' }))
      assert.notEqual(await touch(store, start + 1, 'another'), undefined)
    }),
  )
}
