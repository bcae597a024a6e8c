import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestSecret, matchesSecret } from '../../src/clients/client-secret.ts'

const now = 1000
const old = { digest: digestSecret('old'), createdAt: 1, expiresAt: now + 1 }
const fresh = { digest: digestSecret('fresh'), createdAt: 2 }

test('each of two secrets is accepted, until it expires', () => {
  assert.equal(matchesSecret('old', [old, fresh], now), true)
  assert.equal(matchesSecret('fresh', [old, fresh], now), true)
  assert.equal(matchesSecret('old', [old, fresh], now + 1), false)
  assert.equal(matchesSecret('fresh', [old, fresh], now + 1), true)
})

test('another secret, an empty one, and a client without any are refused', () => {
  assert.equal(matchesSecret('another', [old, fresh], now), false)
  assert.equal(matchesSecret('', [old, fresh], now), false)
  assert.equal(matchesSecret('old', [], now), false)
  // A record that is damaged is the digest of nothing.
  assert.equal(matchesSecret('', [{ digest: '', createdAt: 1 }], now), false)
  assert.equal(matchesSecret('old', [old], now), true)
})
