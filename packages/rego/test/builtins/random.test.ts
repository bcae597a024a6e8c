import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf, evaluateWith, testCall } from './call-builtin.ts'

test('rand.intn gives one number for each key and bound of a query, below the bound', () => {
  const call = testCall()
  const first = evaluateWith(call, 'rand.intn', 'a', 1000)
  assert.ok(typeof first === 'number' && first >= 0 && first < 1000)
  const later = { ...call, randomBytes: (count: number) => new Uint8Array(count).fill(7) }
  assert.equal(evaluateWith(later, 'rand.intn', 'a', 1000), first)
  assert.equal(evaluateWith(later, 'rand.intn', 'a', -1000), first)
  assert.notEqual(evaluateWith(later, 'rand.intn', 'b', 1000), first)
})

test('rand.intn of 0 is 0, and of a fraction an error', () => {
  assert.equal(callBuiltin('rand.intn', 'a', 0), 0)
  assert.equal(
    errorOf('rand.intn', 'a', 1.5),
    'operand 2 must be integer number but got floating-point number',
  )
  assert.equal(errorOf('rand.intn', 1, 1.5), 'operand 1 must be string but got number')
})
