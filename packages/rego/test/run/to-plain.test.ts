import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toPlain } from '../../src/run/to-plain.ts'
import { objectFrom } from '../../src/values/objects.ts'

const limits = { output: 100, depth: 10 }

test('of two keys with the same text the one that is a string stays, in whatever order they came', () => {
  for (const entries of [
    [1, '1'],
    ['1', 1],
  ]) {
    const object = objectFrom(entries.map((key) => [key, typeof key]))
    assert.deepEqual(toPlain(object, limits), { 1: 'string' })
  }
})

test('keys that are no strings are their JSON text', () => {
  const object = objectFrom([
    [[1, 'a'], 1],
    [null, 2],
    ['x', 3],
  ])
  assert.deepEqual(toPlain(object, limits), { '[1,"a"]': 1, null: 2, x: 3 })
})
