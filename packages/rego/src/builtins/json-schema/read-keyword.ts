import { isNumber, isObject } from '../../values/kind.ts'
import { getKey, type ObjectValue } from '../../values/objects.ts'
import type { Numeric, Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'
import { invalidType, mustBeAn } from './schema-error.ts'

/** Each of these reads a keyword of a schema: undefined where it is absent, BuiltinError where it is wrong. */
export function readString(schema: ObjectValue, keyword: string): string | undefined {
  const value = getKey(schema, keyword)
  if (value === undefined || typeof value === 'string') return value
  throw invalidType('string', keyword)
}

export function readList(schema: ObjectValue, keyword: string): readonly Value[] {
  const value = getKey(schema, keyword)
  if (value === undefined) return []
  if (Array.isArray(value)) return value
  throw mustBeAn(keyword, 'array')
}

export function readNumber(
  schema: ObjectValue,
  keyword: string,
  wrong: BuiltinError,
): Numeric | undefined {
  const value = getKey(schema, keyword)
  if (value === undefined || isNumber(value)) return value
  throw wrong
}

/** A length or a count. */
export function readCount(schema: ObjectValue, keyword: string): number | undefined {
  const value = getKey(schema, keyword)
  if (value === undefined) return undefined
  if (
    !(typeof value === 'number' && Number.isInteger(value)) &&
    !(typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
  ) {
    throw mustBeAn(keyword, 'integer')
  }
  if (value < 0) throw new BuiltinError(`${keyword} must be greater than or equal to 0`)
  return Number(value)
}

/** Whether a value may be a schema. */
export function isSchema(value: Value | undefined): value is boolean | ObjectValue {
  return typeof value === 'boolean' || isObject(value)
}
