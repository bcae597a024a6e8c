import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConsentRecord } from '../ledgers/consent-ledger.ts'
import { type OpenStore, onStore } from './on-store.ts'
import { start } from './samples.ts'

export function consentContract(openStore: OpenStore): void {
  test(
    'what a person allows a client grows, resource by resource',
    onStore(openStore, async (store) => {
      assert.deepEqual(await store.consents.find('user-alice', 'reader'), [])
      await store.consents.add([sampleConsent(), sampleConsent({ resource: 'b', scope: [] })])
      const more = sampleConsent({ scope: ['write', 'read'], grantedAt: start + 1 })
      await store.consents.add([more])
      assert.deepEqual(await store.consents.find('user-alice', 'reader'), [
        sampleConsent({ scope: ['read', 'write'], grantedAt: start + 1 }),
        sampleConsent({ resource: 'b', scope: [] }),
      ])
    }),
  )

  test(
    'what one person allows one client is nobody else’s, and is forgotten alone',
    onStore(openStore, async (store) => {
      const others = [sampleConsent({ clientId: 'writer' }), sampleConsent({ subject: 'user-bob' })]
      await store.consents.add([sampleConsent(), ...others])
      await store.consents.remove('user-alice', 'reader')
      assert.deepEqual(await store.consents.find('user-alice', 'reader'), [])
      assert.deepEqual(await store.consents.listBySubject('user-alice'), [others[0]])
      assert.deepEqual(await store.consents.listBySubject('user-bob'), [others[1]])
    }),
  )

  test(
    'O21-29 what a person allowed a client as it was before does not grow, and is forgotten',
    onStore(openStore, async (store) => {
      await store.consents.add([sampleConsent(), sampleConsent({ resource: 'b' })])
      const asItIsNow = sampleConsent({ scope: ['write'], clientDigest: 'now' })
      await store.consents.add([asItIsNow])
      assert.deepEqual(await store.consents.find('user-alice', 'reader'), [
        asItIsNow,
        sampleConsent({ resource: 'b' }),
      ])
    }),
  )

  test(
    'of consents that are added at once none is lost',
    onStore(openStore, async (store) => {
      const scopes = Array.from({ length: 20 }, (_, i) => `scope-${i}`)
      await Promise.all(
        scopes.map((scope) => store.consents.add([sampleConsent({ scope: [scope] })])),
      )
      const [consent] = await store.consents.find('user-alice', 'reader')
      assert.deepEqual([...(consent?.scope ?? [])].sort(), scopes.sort())
    }),
  )
}

function sampleConsent(changes: Partial<ConsentRecord> = {}): ConsentRecord {
  return {
    subject: 'user-alice',
    clientId: 'reader',
    resource: 'a',
    scope: ['read'],
    clientDigest: 'as it was',
    grantedAt: start,
    ...changes,
  }
}
