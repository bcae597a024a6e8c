import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf } from './call-builtin.ts'

test('array.concat puts one array after the other', () => {
  assert.deepEqual(callBuiltin('array.concat', [1], [2, 3]), [1, 2, 3])
  assert.equal(errorOf('array.concat', 1, 2), 'operand 1 must be array but got number')
  assert.equal(errorOf('array.concat', [], 'a'), 'operand 2 must be array but got string')
})

test('array.flatten goes one level deep', () => {
  assert.deepEqual(callBuiltin('array.flatten', [1, [2, [3]], []]), [1, 2, [3]])
  assert.equal(errorOf('array.flatten', {}), 'operand 1 must be array but got object')
})

test('array.reverse leaves its argument alone', () => {
  const given = [1, 2, 3]
  assert.deepEqual(callBuiltin('array.reverse', given), [3, 2, 1])
  assert.deepEqual(given, [1, 2, 3])
})

test('array.slice moves positions to the ends of the array', () => {
  assert.deepEqual(callBuiltin('array.slice', [1, 2, 3], 1, 2), [2])
  assert.deepEqual(callBuiltin('array.slice', [1, 2, 3], -5, 100), [1, 2, 3])
  assert.deepEqual(callBuiltin('array.slice', [1, 2, 3], 2, 1), [])
  assert.deepEqual(callBuiltin('array.slice', [1, 2, 3], 0, 2n ** 62n), [1, 2, 3])
  assert.equal(
    errorOf('array.slice', [1], 0.5, 1),
    'operand 2 must be integer number but got floating-point number',
  )
})
