import { isNumber } from '../values/kind.ts'
import { add, divide, multiply, remainder, subtract } from '../values/numbers.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Numeric, Value } from '../values/value.ts'
import type { Builtin, BuiltinCall } from './builtin.ts'
import { numberRange, numberRangeStep } from './number-range.ts'
import { absolute, ceiling, floor, rounded } from './number-rounding.ts'
import { spendNumbers } from './number-work.ts'
import { numberOperand, operandError } from './operand.ts'
import { setDifference } from './set-difference.ts'
import { any, array, number, oneOf, set } from './type.ts'

const numberOrSet = oneOf(number, set(any))

/** Arithmetic: whole numbers exactly at any size. */
export const numbers: readonly Builtin[] = [
  {
    name: 'plus',
    description: 'Adds two numbers.',
    args: [
      { name: 'x', type: number },
      { name: 'y', type: number },
    ],
    result: { name: 'z', description: 'the sum of `x` and `y`', type: number },
    infix: '+',
    evaluate: (call, x, y) => arithmetic(call, x, y, add),
  },
  {
    name: 'minus',
    description:
      'Subtracts the second number from the first, or takes the members of the second set from the first.',
    args: [
      { name: 'x', type: numberOrSet },
      { name: 'y', type: numberOrSet },
    ],
    result: { name: 'z', description: 'the difference of `x` and `y`', type: numberOrSet },
    infix: '-',
    evaluate: minus,
  },
  {
    name: 'mul',
    description: 'Multiplies two numbers.',
    args: [
      { name: 'x', type: number },
      { name: 'y', type: number },
    ],
    result: { name: 'z', description: 'the product of `x` and `y`', type: number },
    infix: '*',
    evaluate: (call, x, y) => arithmetic(call, x, y, multiply),
  },
  {
    name: 'div',
    description:
      'Divides the first number by the second; a quotient that does not end is rounded. An error where `y` is `0`.',
    args: [
      { name: 'x', description: 'the dividend', type: number },
      { name: 'y', description: 'the divisor', type: number },
    ],
    result: { name: 'z', description: '`x` divided by `y`', type: number },
    infix: '/',
    evaluate: (call, x, y) => arithmetic(call, x, y, divide),
  },
  {
    name: 'rem',
    description:
      'Gives what is left of `x` after division by `y`, with the sign of `x`. An error for fractions and where `y` is `0`.',
    args: [
      { name: 'x', type: number },
      { name: 'y', type: number },
    ],
    result: { name: 'z', description: 'the remainder', type: number },
    infix: '%',
    evaluate: (call, x, y) => arithmetic(call, x, y, remainder),
  },
  {
    name: 'abs',
    description: 'Gives a number without its sign.',
    args: [{ name: 'x', description: 'the number', type: number }],
    result: { name: 'y', description: 'the absolute value of `x`', type: number },
    evaluate: (_call, x) => absolute(numberOperand(x, 1)),
  },
  {
    name: 'round',
    description: 'Rounds to the nearest whole number, halves away from zero.',
    args: [{ name: 'x', description: 'the number to round', type: number }],
    result: { name: 'y', description: '`x` rounded', type: number },
    evaluate: (_call, x) => rounded(numberOperand(x, 1)),
  },
  {
    name: 'ceil',
    description: 'Rounds up to a whole number: the least one that is not below `x`.',
    args: [{ name: 'x', description: 'the number to round', type: number }],
    result: { name: 'y', description: '`x` rounded up', type: number },
    evaluate: (_call, x) => ceiling(numberOperand(x, 1)),
  },
  {
    name: 'floor',
    description: 'Rounds down to a whole number: the greatest one that is not above `x`.',
    args: [{ name: 'x', description: 'the number to round', type: number }],
    result: { name: 'y', description: '`x` rounded down', type: number },
    evaluate: (_call, x) => floor(numberOperand(x, 1)),
  },
  {
    name: 'numbers.range',
    description:
      'Gives the whole numbers from `a` to `b`, both included; in descending order where `a` is greater.',
    args: [
      { name: 'a', description: 'the first number', type: number },
      { name: 'b', description: 'the last number', type: number },
    ],
    result: { name: 'range', description: 'the numbers from `a` to `b`', type: array(number) },
    evaluate: numberRange,
  },
  {
    name: 'numbers.range_step',
    description:
      'Gives whole numbers from `a` towards `b`, `step` apart; `b` is included where a step meets it. In descending order where `a` is greater. An error unless `step` is at least 1.',
    args: [
      { name: 'a', description: 'the first number', type: number },
      { name: 'b', description: 'the number not to pass', type: number },
      { name: 'step', description: 'the distance between two numbers', type: number },
    ],
    result: {
      name: 'range',
      description: 'the numbers from `a` to `b` in steps',
      type: array(number),
    },
    evaluate: numberRangeStep,
  },
]

function arithmetic(
  call: BuiltinCall,
  x: Value,
  y: Value,
  apply: (a: Numeric, b: Numeric) => Numeric,
): Numeric {
  const left = numberOperand(x, 1)
  const right = numberOperand(y, 2)
  spendNumbers(call, left, right)
  return apply(left, right)
}

function minus(call: BuiltinCall, x: Value, y: Value): Value {
  if (isNumber(x)) {
    if (!isNumber(y)) throw operandError(2, y, 'number')
    return arithmetic(call, x, y, subtract)
  }
  if (!(x instanceof RegoSet)) throw operandError(1, x, 'number', 'set')
  if (y instanceof RegoSet) return setDifference(call, x, y)
  throw operandError(2, y, isNumber(y) ? 'set' : 'number')
}
