import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OpenStore, onStore } from './on-store.ts'
import { sampleEvent, sampleUser, start } from './samples.ts'

export function storeLifeContract(openStore: OpenStore): void {
  test(
    'after close every ledger rejects, and closing again is no error',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      await store.close()
      await assert.rejects(store.users.save(sampleUser()))
      await assert.rejects(store.users.findBySub('user-alice'))
      await assert.rejects(store.clients.list())
      await assert.rejects(store.keys.list())
      await assert.rejects(store.grants.find('grant-1'))
      await assert.rejects(store.sessions.end('digest'))
      await assert.rejects(store.interactions.take('interaction-1', start))
      await assert.rejects(store.failures.clear('key'))
      await assert.rejects(store.revocations.since(0, 1))
      await assert.rejects(store.audit.append([sampleEvent('a')]))
      await store.close()
    }),
  )

  test(
    'records are frozen, so that nobody changes what another was given',
    onStore(openStore, async (store) => {
      await store.users.save(sampleUser())
      await store.audit.append([sampleEvent('a')])
      const user = await store.users.findBySub('user-alice')
      const [stored] = await store.audit.since(0, 1)
      for (const value of [user, user?.roles, stored, stored?.event, stored?.event.reasons]) {
        assert.notEqual(value, undefined)
        assert.equal(Object.isFrozen(value), true)
      }
    }),
  )
}
