import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, set } from './call-builtin.ts'

test('values of all types are ordered', () => {
  const inOrder = [null, false, true, -1, 2n ** 64n, 'a', '\uffff', '😀', [1], { a: 1 }, set(1)]
  for (const [i, x] of inOrder.entries()) {
    for (const [j, y] of inOrder.entries()) {
      assert.equal(callBuiltin('lt', x, y), i < j)
      assert.equal(callBuiltin('lte', x, y), i <= j)
      assert.equal(callBuiltin('gt', x, y), i > j)
      assert.equal(callBuiltin('gte', x, y), i >= j)
      assert.equal(callBuiltin('equal', x, y), i === j)
      assert.equal(callBuiltin('neq', x, y), i !== j)
    }
  }
})
