import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TurnQueue } from '../../../src/link/safety/turn-queue.ts'

test('turns come in order, each once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), (turns) => {
      const queue = new TurnQueue()
      for (const turn of turns) queue.push(turn)
      const taken: number[] = []
      for (let turn = queue.pop(); turn !== undefined; turn = queue.pop()) taken.push(turn)
      assert.deepEqual(
        taken,
        [...new Set(turns)].sort((a, b) => a - b),
      )
      assert.ok(queue.isEmpty)
    }),
  )
})
