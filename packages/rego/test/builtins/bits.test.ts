import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { callBuiltin, errorOf } from './call-builtin.ts'

test('bit operations treat negative numbers as endless rows of ones', () => {
  assert.equal(callBuiltin('bits.and', 12, 10), 8)
  assert.equal(callBuiltin('bits.or', 12, 10), 14)
  assert.equal(callBuiltin('bits.xor', 12, 10), 6)
  assert.equal(callBuiltin('bits.negate', 0), -1)
  assert.equal(callBuiltin('bits.and', -1, 2n ** 70n), 2n ** 70n)
})

test('shifts are exact at any size', () => {
  assert.equal(callBuiltin('bits.lsh', 1, 70), 2n ** 70n)
  assert.equal(callBuiltin('bits.rsh', 2n ** 70n, 69), 2)
  assert.equal(callBuiltin('bits.rsh', -5, 1), -3)
  assert.equal(callBuiltin('bits.rsh', -5, 2n ** 70n), -1)
  assert.equal(callBuiltin('bits.lsh', 0, 2n ** 70n), 0)
})

test('bit operations refuse fractions, texts and negative shifts', () => {
  assert.equal(
    errorOf('bits.or', 1, 1.5),
    'operand 2 must be integer number but got floating-point number',
  )
  assert.equal(errorOf('bits.or', 'a', 1.5), 'operand 1 must be integer but got string')
  assert.equal(
    errorOf('bits.lsh', 1, -1),
    'operand 2 must be an unsigned integer number but got a negative integer',
  )
})

test('attack: a shift that would fill the memory is refused', () => {
  assert.equal(errorOf('bits.lsh', 1, 2n ** 62n), 'number would be too big')
})

test('shifting left and back gives the number', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.nat(200), (number, shift) => {
      const shifted = callBuiltin('bits.lsh', number, shift) ?? 0
      assert.equal(BigInt(callBuiltin('bits.rsh', shifted, shift) as number), number)
    }),
    { numRuns: 50 },
  )
})
