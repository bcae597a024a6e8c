import { normalise } from '../values/numbers.ts'
import type { Value } from '../values/value.ts'
import { type BuiltinCall, BuiltinError } from './builtin.ts'
import { bigIntegerOperand } from './operand.ts'

/** The longest range, whatever the limit of the evaluation is. */
const longest = 2 ** 25

/** `numbers.range` */
export function numberRange(call: BuiltinCall, a: Value, b: Value): readonly Value[] {
  return range(call, bigIntegerOperand(a, 1), bigIntegerOperand(b, 2), 1n)
}

/** `numbers.range_step` */
export function numberRangeStep(
  call: BuiltinCall,
  a: Value,
  b: Value,
  step: Value,
): readonly Value[] {
  const first = bigIntegerOperand(a, 1)
  const last = bigIntegerOperand(b, 2)
  const distance = bigIntegerOperand(step, 3)
  if (distance <= 0n) {
    throw new BuiltinError('numbers.range_step: step must be a positive integer')
  }
  return range(call, first, last, distance)
}

function range(call: BuiltinCall, first: bigint, last: bigint, step: bigint): readonly Value[] {
  const span = first <= last ? last - first : first - last
  const length = Number(span / step) + 1
  // Security: counted before anything is made, or `numbers.range(0, 1e9)` would fill the memory.
  call.spend(length)
  if (length > longest) throw new BuiltinError('range would be too long')
  const distance = first <= last ? step : -step
  const safe = typeof normalise(first) === 'number' && typeof normalise(last) === 'number'
  const numbers: Value[] = []
  if (safe) {
    const start = Number(first)
    const pace = length === 1 ? 0 : Number(distance)
    for (let i = 0; i < length; i++) numbers.push(start + i * pace)
  } else {
    for (let i = 0n, next = first; i < length; i++, next += distance) numbers.push(normalise(next))
  }
  return numbers
}
