import { compareNumbers } from '../../values/compare-numbers.ts'
import { isNumber } from '../../values/kind.ts'
import { getKey, type ObjectValue } from '../../values/objects.ts'
import { BuiltinError } from '../builtin.ts'
import { readCount, readNumber } from './read-keyword.ts'
import type { Schema } from './schema.ts'
import { invalidType, mustBeA } from './schema-error.ts'

type Bound = 'minimum' | 'maximum'

const exclusive = { minimum: 'exclusiveMinimum', maximum: 'exclusiveMaximum' } as const

/** `multipleOf` and the bounds of numbers. Throws BuiltinError. */
export function readNumberBounds(node: ObjectValue, schema: Schema): void {
  const unit = readNumber(node, 'multipleOf', invalidType('Number', 'multipleOf'))
  if (unit !== undefined) {
    if (compareNumbers(unit, 0) <= 0) {
      throw new BuiltinError('multipleOf must be strictly greater than 0')
    }
    schema.multipleOf = unit
  }
  readBound(node, schema, 'minimum')
  readBound(node, schema, 'maximum')
}

/** In draft 4 the exclusive bound is a boolean that changes the other, since draft 6 a number. */
function readBound(node: ObjectValue, schema: Schema, bound: Bound): void {
  const limit = readNumber(node, bound, mustBeA(bound, 'Number'))
  if (limit !== undefined) schema[bound] = limit
  const keyword = exclusive[bound]
  const strict = getKey(node, keyword)
  if (strict === undefined) return
  if (typeof strict === 'boolean' && (schema.draft === 4 || schema.draft === 'hybrid')) {
    if (limit === undefined) {
      throw new BuiltinError(`${keyword} cannot be used without ${bound}`)
    }
    if (!strict) return
    schema[keyword] = limit
    delete schema[bound]
  } else if (isNumber(strict) && schema.draft !== 4) schema[keyword] = strict
  else {
    const wanted = { 4: 'boolean', 6: 'number', 7: 'number', hybrid: 'boolean/number' }
    throw invalidType(wanted[schema.draft], keyword)
  }
}

/** A pair of counts such as `minLength` and `maxLength`. Throws BuiltinError. */
export function readCounts(
  node: ObjectValue,
  schema: Schema,
  kind: 'Length' | 'Properties' | 'Items',
): void {
  const least = readCount(node, `min${kind}`)
  const most = readCount(node, `max${kind}`)
  if (least !== undefined) schema[`min${kind}`] = least
  if (most !== undefined) schema[`max${kind}`] = most
  // Nobody looks whether the two bounds of items fit together.
  if (kind !== 'Items' && least !== undefined && most !== undefined && least > most) {
    throw new BuiltinError(`min${kind} cannot be greater than max${kind}`)
  }
}
