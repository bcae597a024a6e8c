import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secureRandom } from '../../src/world/random.ts'

test('randomness has the length asked for and does not repeat', () => {
  assert.equal(secureRandom(0).length, 0)
  const seen = new Set(
    Array.from({ length: 100 }, () => Buffer.from(secureRandom(32)).toString('hex')),
  )
  assert.equal(seen.size, 100)
  for (const hex of seen) assert.equal(hex.length, 64)
})
