import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killInALoop } from './kill-in-a-loop.ts'

test('a process killed in the middle of refreshes loses no acknowledged rotation', async (t) => {
  const acknowledged = await killInALoop(8)
  t.diagnostic(`${acknowledged} rotations acknowledged in 8 rounds`)
  assert.ok(acknowledged > 8)
})
