import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GrantFacts, GrantOpening } from '../ledgers/grant-ledger.ts'
import { longestAccessTokenSeconds } from '../ledgers/revocation-ledger.ts'
import { type OpenStore, onStore } from './on-store.ts'
import {
  absoluteSeconds,
  refreshDigest,
  sampleCode,
  sampleRotation,
  start,
  startFamily,
} from './samples.ts'

/** Grants that begin without a code, and what is live of a person or a session. */
export function grantContract(openStore: OpenStore): void {
  test(
    'a grant is opened once, and its family goes on like any other',
    onStore(openStore, async (store) => {
      const opened = await store.grants.open(sampleOpening())
      assert.notEqual(opened, 'dead')
      assert.deepEqual(await store.grants.find('grant-1'), opened)
      await assert.rejects(store.grants.open(sampleOpening()))
      const { kind } = await store.grants.rotate(sampleRotation(0))
      assert.equal(kind, 'rotated')
    }),
  )

  test(
    'a grant without a family is opened too, and cannot be refreshed',
    onStore(openStore, async (store) => {
      const { family: _family, ...opening } = sampleOpening()
      const opened = await store.grants.open(opening)
      assert.ok(opened !== 'dead' && opened.family === undefined)
      assert.equal((await store.grants.rotate(sampleRotation(0))).kind, 'unknown')
    }),
  )

  test(
    'nothing is opened for a subject that was revoked at or after the approval',
    onStore(openStore, async (store) => {
      const target = { kind: 'subject', id: 'user-alice' } as const
      await store.revocations.revoke({ target, now: start })
      assert.equal(await store.grants.open(sampleOpening({ authTime: start })), 'dead')
      assert.equal(await store.grants.find('grant-1'), undefined)
      assert.notEqual(await store.grants.open(sampleOpening({ authTime: start + 1 })), 'dead')
    }),
  )

  test(
    'what is live of a subject or a session is listed: grants, and codes that may be redeemed',
    onStore(openStore, async (store) => {
      await startFamily(store, { grantId: 'a', codeDigest: 'a' })
      await store.grants.saveCode(sampleCode({ grantId: 'b', codeDigest: 'b' }))
      await store.grants.open(sampleOpening({ grantId: 'c', sessionId: 'session-2' }))
      await startFamily(store, { grantId: 'd', codeDigest: 'd', subject: 'user-bob' })
      await startFamily(store, { grantId: 'e', codeDigest: 'e' })
      const target = { kind: 'grant', id: 'e' } as const
      await store.revocations.revoke({ target, now: start + 1 })

      const ofAlice = await store.grants.listLive({ subject: 'user-alice' }, start + 2)
      const seen = ofAlice.map(({ grantId, stage, lastUsedAt }) => [grantId, stage, lastUsedAt])
      assert.deepEqual(seen, [
        ['a', 'grant', start + 1],
        ['b', 'code', undefined],
        ['c', 'grant', start],
      ])
      const ofSession = await store.grants.listLive({ sessionId: 'session-2' }, start + 2)
      assert.deepEqual(
        ofSession.map(({ grantId }) => grantId),
        ['c'],
      )
      const later = await store.grants.listLive({ subject: 'user-alice' }, start + 60)
      assert.ok(!later.some(({ grantId }) => grantId === 'b'), 'a code that has expired')
      assert.deepEqual(await store.grants.listLive({ subject: 'nobody' }, start), [])
    }),
  )
}

function sampleOpening(changes: Partial<GrantFacts> = {}): GrantOpening {
  const { grantId, clientId, subject, sessionId, authTime, amr, scope, resources } = sampleCode()
  return {
    facts: { grantId, clientId, subject, sessionId, authTime, amr, scope, resources, ...changes },
    now: start,
    family: {
      tokenDigest: refreshDigest(0),
      absoluteExpiresAt: start + absoluteSeconds,
      binding: null,
      device: null,
    },
    keepUntil: start + absoluteSeconds + longestAccessTokenSeconds,
  }
}
