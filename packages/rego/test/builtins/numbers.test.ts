import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Decimal } from '../../src/values/decimal.ts'
import { callBuiltin, errorOf, evaluateWith, LimitReached, testCall } from './call-builtin.ts'

test('arithmetic is exact on whole numbers of any size', () => {
  assert.equal(callBuiltin('plus', 18446744073709551617n, 1), 18446744073709551618n)
  assert.equal(callBuiltin('mul', 2n ** 64n, 2n ** 64n), 2n ** 128n)
  assert.equal(callBuiltin('rem', 10, 2n ** 64n), 10)
  assert.equal(callBuiltin('rem', -5, 3), -2)
})

test('arithmetic refuses zero as divisor, remainders of fractions, and what is no number', () => {
  assert.equal(errorOf('div', 1, 0), 'divide by zero')
  assert.equal(errorOf('rem', 1, 0), 'modulo by zero')
  assert.equal(errorOf('rem', 1.5, 1), 'modulo on floating-point number')
  assert.equal(errorOf('plus', 1, 'a'), 'operand 2 must be number but got string')
})

test('rounding goes away from zero at halves, ceil up and floor down', () => {
  for (const [given, round, ceil, floor] of [
    [0.5, 1, 1, 0],
    [-0.5, -1, 0, -1],
    [2.5, 3, 3, 2],
    [-2.4, -2, -2, -3],
    [0.49999999999999994, 0, 1, 0],
    [7, 7, 7, 7],
  ] as const) {
    assert.equal(callBuiltin('round', given), round)
    assert.equal(callBuiltin('ceil', given), ceil)
    assert.equal(callBuiltin('floor', given), floor)
  }
})

test('rounding and abs work beyond doubles', () => {
  assert.equal(callBuiltin('abs', -(2n ** 70n)), 2n ** 70n)
  assert.equal(callBuiltin('round', 2n ** 70n), 2n ** 70n)
  assert.equal(callBuiltin('ceil', new Decimal('1e-400')), 1)
  assert.equal(callBuiltin('floor', new Decimal('-1e-400')), -1)
  assert.equal(callBuiltin('round', new Decimal('1e-9999')), 0)
})

test('numbers.range includes both ends, in either direction', () => {
  assert.deepEqual(callBuiltin('numbers.range', 1, 3), [1, 2, 3])
  assert.deepEqual(callBuiltin('numbers.range', 3, 1), [3, 2, 1])
  assert.deepEqual(callBuiltin('numbers.range', 2, 2), [2])
  assert.deepEqual(callBuiltin('numbers.range', 2n ** 53n, 2n ** 53n + 1n), [
    2n ** 53n,
    2n ** 53n + 1n,
  ])
  assert.equal(errorOf('numbers.range', 'a', 1), 'operand 1 must be integer but got string')
  assert.equal(
    errorOf('numbers.range', 1, 1.5),
    'operand 2 must be integer number but got floating-point number',
  )
})

test('numbers.range_step does not pass its end', () => {
  assert.deepEqual(callBuiltin('numbers.range_step', 0, 5, 2), [0, 2, 4])
  assert.deepEqual(callBuiltin('numbers.range_step', 5, 0, 2), [5, 3, 1])
  assert.deepEqual(callBuiltin('numbers.range_step', 1, 2, 2n ** 70n), [1])
  assert.equal(
    errorOf('numbers.range_step', 0, 5, 0),
    'numbers.range_step: step must be a positive integer',
  )
})

test('attack: a range that would fill the memory ends at the limit before it is made', () => {
  assert.throws(() => evaluateWith(testCall(1000), 'numbers.range', 0, 1e9), LimitReached)
  assert.equal(
    (() => {
      try {
        return evaluateWith(testCall(Infinity), 'numbers.range', 0, 2n ** 2000n)
      } catch (error) {
        return (error as Error).message
      }
    })(),
    'range would be too long',
  )
})

test('attack: squaring again and again is refused', () => {
  let number: unknown = 10
  assert.throws(() => {
    for (let i = 0; i < 64; i++) number = callBuiltin('mul', number as bigint, number as bigint)
  }, /number would be too big|limit reached/)
})

test('x / y * y + x % y is x where y divides', () => {
  const whole = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n })
  fc.assert(
    fc.property(whole, whole, (x, y) => {
      fc.pre(y !== 0n)
      const rest = callBuiltin('rem', x, y)
      const quotient = callBuiltin('div', callBuiltin('minus', x, rest ?? 0) ?? 0, y)
      fc.pre(typeof quotient === 'number' && Number.isSafeInteger(quotient))
      assert.equal(BigInt(quotient as number) * y + BigInt(rest as number | bigint), x)
    }),
    { numRuns: 50 },
  )
})
