import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf, set } from './call-builtin.ts'

test('count counts elements, members, entries and characters', () => {
  assert.equal(callBuiltin('count', [1, 2, 2]), 3)
  assert.equal(callBuiltin('count', set(1, 2, 2)), 2)
  assert.equal(callBuiltin('count', { a: 1 }), 1)
  assert.equal(callBuiltin('count', 'åäö😀'), 4)
  assert.equal(
    errorOf('count', 1),
    'operand 1 must be one of {array, object, set, string} but got number',
  )
})

test('sum and product are exact beyond the safe numbers', () => {
  assert.equal(callBuiltin('sum', [9007199254740991, 1, 1]), 9007199254740993n)
  assert.equal(callBuiltin('product', [9007199254740991, 2]), 18014398509481982n)
  assert.equal(callBuiltin('sum', []), 0)
  assert.equal(callBuiltin('product', set()), 1)
})

test('sum and product refuse what is no number, and say what it was in', () => {
  assert.equal(
    errorOf('sum', [1, 'a']),
    'operand 1 must be array of numbers but got array containing string',
  )
  assert.equal(
    errorOf('product', set(null)),
    'operand 1 must be set of numbers but got set containing null',
  )
  assert.equal(errorOf('sum', 'a'), 'operand 1 must be one of {set, array} but got string')
})

test('equal sets have equal sums, in whatever order their members came', () => {
  const members = [0.1, 0.2, 0.3, 1e300, 0.7]
  assert.equal(
    callBuiltin('sum', set(...members)),
    callBuiltin('sum', set(...members.toReversed())),
  )
})

test('fractions do not make whole numbers lose their last digits', () => {
  const power = 2n ** 64n
  assert.equal(callBuiltin('sum', [-power, 0.5, 64, power + 1n]), 65.5)
})

test('max and min go by the order of values, and are undefined for none', () => {
  assert.equal(callBuiltin('max', [1, 'a', null, 3]), 'a')
  assert.equal(callBuiltin('min', [1, 'a', null, 3]), null)
  assert.equal(callBuiltin('max', []), undefined)
  assert.equal(callBuiltin('min', set()), undefined)
})

test('min of a set counts null only where it is alone', () => {
  assert.equal(callBuiltin('min', set(null, 1)), 1)
  assert.equal(callBuiltin('min', set(null)), null)
})

test('sort mixes types and leaves its argument alone', () => {
  const given = ['b', 1, null, 'a', true]
  assert.deepEqual(callBuiltin('sort', given), [null, true, 1, 'a', 'b'])
  assert.deepEqual(given, ['b', 1, null, 'a', true])
  assert.equal(errorOf('sort', {}), 'operand 1 must be one of {set, array} but got object')
})

test('all and any look for true itself', () => {
  assert.equal(callBuiltin('all', [true, true]), true)
  assert.equal(callBuiltin('all', [true, 1]), false)
  assert.equal(callBuiltin('all', []), true)
  assert.equal(callBuiltin('any', set(false, true)), true)
  assert.equal(callBuiltin('any', [1]), false)
  assert.equal(errorOf('any', {}), 'operand 1 must be one of {array, set} but got object')
})
