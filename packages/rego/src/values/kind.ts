import { Composite } from './composite.ts'
import { Decimal } from './decimal.ts'
import type { Numeric, PlainObject, TypeName, Value } from './value.ts'

/**
 * The type of a value. `undefined` for what is no value: `undefined`, functions, symbols, NaN and the
 * infinities, dates, maps and every other instance of a class, which an input of the host may hold.
 */
export function typeName(value: unknown): TypeName | 'undefined' {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return Number.isFinite(value) ? 'number' : 'undefined'
    case 'bigint':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return 'array'
      if (value instanceof Composite) return value.kind
      if (value instanceof Decimal) return 'number'
      return isObject(value) ? 'object' : 'undefined'
    default:
      return 'undefined'
  }
}

export function isNumber(value: unknown): value is Numeric {
  return (
    (typeof value === 'number' && Number.isFinite(value)) ||
    typeof value === 'bigint' ||
    value instanceof Decimal
  )
}

/** A plain object (one as `JSON.parse` makes it, or without prototype) or one with other keys. */
export function isObject(value: unknown): value is Composite | PlainObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return (
    prototype === Object.prototype ||
    prototype === null ||
    (value instanceof Composite && value.kind === 'object')
  )
}

/** Whether it is a value at all; what is inside is not looked at. */
export function isValue(value: unknown): value is Value {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return (
        value === null ||
        Array.isArray(value) ||
        isObject(value) ||
        value instanceof Composite ||
        value instanceof Decimal
      )
    default:
      return false
  }
}
