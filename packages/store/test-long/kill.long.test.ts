import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killInALoop } from '../test/fault/kill-in-a-loop.ts'

test('a process killed 100 times in the middle of refreshes loses no acknowledged rotation', async (t) => {
  const acknowledged = await killInALoop(100)
  t.diagnostic(`${acknowledged} rotations acknowledged in 100 rounds`)
  assert.ok(acknowledged > 100)
})
