import { isNumber, isObject, typeName } from '../values/kind.ts'
import { toBigInt } from '../values/numbers.ts'
import type { ObjectValue } from '../values/object-access.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Numeric, Value } from '../values/value.ts'
import { BuiltinError } from './builtin.ts'

/** `operand 2 must be set but got number`; of several types in the order given: `one of {set, array}` */
export function operandError(
  position: number,
  value: Value | undefined,
  ...expected: string[]
): BuiltinError {
  const wanted = expected.length === 1 ? expected[0] : `one of {${expected.join(', ')}}`
  return new BuiltinError(
    `operand ${position} must be ${wanted} but got ${typeName(value)}`,
    'eval_type_error',
  )
}

/** `operand 1 must be array of numbers but got array containing string` */
export function elementError(
  position: number,
  composite: Value,
  element: Value,
  expected: string,
): BuiltinError {
  const kind = typeName(composite)
  return new BuiltinError(
    `operand ${position} must be ${kind} of ${expected}s but got ${kind} containing ${typeName(element)}`,
    'eval_type_error',
  )
}

export function stringOperand(value: Value, position: number): string {
  if (typeof value === 'string') return value
  throw operandError(position, value, 'string')
}

export function booleanOperand(value: Value, position: number): boolean {
  if (typeof value === 'boolean') return value
  throw operandError(position, value, 'boolean')
}

export function numberOperand(value: Value, position: number): Numeric {
  if (typeName(value) === 'number') return value as Numeric
  throw operandError(position, value, 'number')
}

/**
 * A whole number that fits in 64 bits, as positions and counts are. Beyond the safe range the nearest
 * double: further than any position.
 */
export function integerOperand(value: Value, position: number): number {
  const number = numberOperand(value, position)
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  if (typeof number === 'bigint' && BigInt.asIntN(64, number) === number) return Number(number)
  throw new BuiltinError(
    `operand ${position} must be integer number but got floating-point number`,
    'eval_type_error',
  )
}

/** A whole number of any size. */
export function bigIntegerOperand(value: Value, position: number): bigint {
  if (!isNumber(value)) throw operandError(position, value, 'integer')
  const whole = toBigInt(value)
  if (whole !== undefined) return whole
  throw new BuiltinError(
    `operand ${position} must be integer number but got floating-point number`,
    'eval_type_error',
  )
}

export function arrayOperand(value: Value, position: number): readonly Value[] {
  if (Array.isArray(value)) return value
  throw operandError(position, value, 'array')
}

export function setOperand(value: Value, position: number): RegoSet {
  if (value instanceof RegoSet) return value
  throw operandError(position, value, 'set')
}

export function objectOperand(value: Value, position: number): ObjectValue {
  if (isObject(value)) return value
  throw operandError(position, value, 'object')
}
