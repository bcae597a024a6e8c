import { normalise } from '../values/numbers.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { mostBits, spendBits, spendNumbers } from './number-work.ts'
import { bigIntegerOperand } from './operand.ts'
import { number } from './type.ts'

/** Whole numbers of any size as rows of bits; negative ones in two's complement without end. */
export const bits: readonly Builtin[] = [
  pairwise('bits.and', 'the bits that are set in both', (x, y) => x & y),
  pairwise('bits.or', 'the bits that are set in either', (x, y) => x | y),
  pairwise('bits.xor', 'the bits that are set in one but not in the other', (x, y) => x ^ y),
  {
    name: 'bits.negate',
    description: 'Flips every bit of a whole number: `-x - 1`.',
    args: [{ name: 'x', description: 'the whole number to flip', type: number }],
    result: { name: 'z', description: '`x` with every bit flipped', type: number },
    evaluate: (call, x) => {
      spendNumbers(call, x)
      return normalise(~bigIntegerOperand(x, 1))
    },
  },
  {
    name: 'bits.lsh',
    description:
      'Shifts the bits of a whole number to the left: `x` times two to the power of `s`.',
    args: [
      { name: 'x', description: 'the whole number to shift', type: number },
      { name: 's', description: 'by how many bits; not negative', type: number },
    ],
    result: { name: 'z', description: '`x` shifted to the left', type: number },
    evaluate: (call, x, s) => {
      const value = bigIntegerOperand(x, 1)
      const shift = shiftOperand(call, x, s)
      if (value === 0n) return 0
      spendBits(call, shift)
      return normalise(value << BigInt(shift))
    },
  },
  {
    name: 'bits.rsh',
    description:
      'Shifts the bits of a whole number to the right: `x` divided by two to the power of `s`, rounded down.',
    args: [
      { name: 'x', description: 'the whole number to shift', type: number },
      { name: 's', description: 'by how many bits; not negative', type: number },
    ],
    result: { name: 'z', description: '`x` shifted to the right', type: number },
    evaluate: (call, x, s) => {
      const value = bigIntegerOperand(x, 1)
      return normalise(value >> BigInt(shiftOperand(call, x, s)))
    },
  },
]

function pairwise(name: string, words: string, apply: (x: bigint, y: bigint) => bigint): Builtin {
  return {
    name,
    description: `Gives ${words} of two whole numbers.`,
    args: [
      { name: 'x', description: 'the first whole number', type: number },
      { name: 'y', description: 'the second whole number', type: number },
    ],
    result: { name: 'z', description: words, type: number },
    evaluate: (call, x, y) => {
      spendNumbers(call, x, y)
      return normalise(apply(bigIntegerOperand(x, 1), bigIntegerOperand(y, 2)))
    },
  }
}

/** No number here has more bits than `mostBits`, so a longer shift is as good as one just above it. */
function shiftOperand(call: BuiltinCall, x: Value, s: Value): number {
  spendNumbers(call, x)
  const shift = bigIntegerOperand(s, 2)
  if (shift < 0n) {
    throw new BuiltinError(
      'operand 2 must be an unsigned integer number but got a negative integer',
      'eval_type_error',
    )
  }
  return shift > mostBits ? mostBits + 1 : Number(shift)
}
