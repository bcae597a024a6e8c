import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killInALoop } from './kill-in-a-loop.ts'

test('a process killed in the middle of refreshes loses no acknowledged rotation', async (t) => {
  const acknowledged = await killInALoop(6)
  t.diagnostic(`${acknowledged} rotations acknowledged in 6 rounds`)
  assert.ok(acknowledged > 6)
})
