import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OpenStore, onStore } from './on-store.ts'
import { start } from './samples.ts'

const claim = { key: 'assertion of reader', now: start, expiresAt: start + 60 }

export function oneTimeContract(openStore: OpenStore): void {
  test(
    'a key is claimed once, and another key is not concerned',
    onStore(openStore, async ({ oneTimes }) => {
      assert.equal(await oneTimes.claim(claim), true)
      assert.equal(await oneTimes.claim(claim), false)
      assert.equal(await oneTimes.claim({ ...claim, key: 'assertion of Reader' }), true)
    }),
  )

  test(
    'of 50 claims of one key at once exactly one succeeds',
    onStore(openStore, async ({ oneTimes }) => {
      const claims = await Promise.all(Array.from({ length: 50 }, () => oneTimes.claim(claim)))
      assert.equal(claims.filter(Boolean).length, 1)
    }),
  )

  test(
    'a claim lasts to the second before it expires, and a refused one does not make it last longer',
    onStore(openStore, async ({ oneTimes }) => {
      await oneTimes.claim(claim)
      const later = { ...claim, now: start + 59, expiresAt: start + 999 }
      assert.equal(await oneTimes.claim(later), false)
      assert.equal(await oneTimes.claim({ ...later, now: start + 60 }), true)
      assert.equal(await oneTimes.claim({ ...later, now: start + 998 }), false)
    }),
  )

  test(
    'of 50 claims of an expired key at once exactly one succeeds',
    onStore(openStore, async ({ oneTimes }) => {
      await oneTimes.claim(claim)
      const again = { ...claim, now: start + 60, expiresAt: start + 120 }
      const claims = await Promise.all(Array.from({ length: 50 }, () => oneTimes.claim(again)))
      assert.equal(claims.filter(Boolean).length, 1)
    }),
  )

  test(
    'pruning forgets what has expired and nothing else',
    onStore(openStore, async ({ oneTimes }) => {
      await oneTimes.claim(claim)
      await oneTimes.claim({ ...claim, key: 'longer', expiresAt: start + 61 })
      await oneTimes.prune(start + 60)
      // Asked as of an earlier time, at which only pruning explains that the key is free.
      assert.equal(await oneTimes.claim(claim), true)
      assert.equal(await oneTimes.claim({ ...claim, key: 'longer' }), false)
    }),
  )
}
