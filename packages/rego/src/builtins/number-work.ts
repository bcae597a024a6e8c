import type { Value } from '../values/value.ts'
import { type BuiltinCall, BuiltinError } from './builtin.ts'

/** The biggest whole number that a built-in makes, in bits: about 1.2 million decimal digits. */
export const mostBits = 2 ** 22
const bitsPerUnit = 64
const longNumber = 2 ** 17

/**
 * Counts the work on numbers beyond the safe range. Security: refuses those whose product would be too big,
 * since squaring a few dozen times would fill the memory.
 */
export function spendNumbers(call: BuiltinCall, ...numbers: readonly Value[]): void {
  let bits = 0
  for (const number of numbers) if (typeof number === 'bigint') bits += bitLength(number)
  if (bits > 0) spendBits(call, bits)
}

/** The same for a number of so many bits that is about to be made. */
export function spendBits(call: BuiltinCall, bits: number): void {
  // To divide takes more than linear time.
  call.spend(1 + Math.floor(bits / bitsPerUnit) * (1 + Math.floor(bits / longNumber)))
  if (bits > mostBits) throw new BuiltinError('number would be too big')
}

function bitLength(number: bigint): number {
  // Hexadecimal: the only kind of text that takes linear time.
  return number.toString(16).length * 4
}
