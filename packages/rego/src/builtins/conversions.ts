import { isObject } from '../values/kind.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import type { Builtin } from './builtin.ts'
import { booleanOperand, objectOperand, operandError, stringOperand } from './operand.ts'
import { parseGoNumber } from './parse-go-number.ts'
import { any, array, boolean, nullType, number, object, oneOf, set, string } from './type.ts'

const value = { name: 'x', description: 'the value', type: any }

/** Built-ins that make a value of one type of a value of another. */
export const conversions: readonly Builtin[] = [
  {
    name: 'to_number',
    description:
      'Makes a number of a value: a string is read as a number (whole numbers exactly), `true` is `1`, `false` and `null` are `0`. An error for strings that are no number, for infinities and for what a double cannot reach.',
    args: [
      {
        name: 'x',
        description: 'the value to convert',
        type: oneOf(nullType, boolean, number, string),
      },
    ],
    result: { name: 'num', description: '`x` as a number', type: number },
    evaluate: (call, x) => {
      switch (typeof x) {
        case 'boolean':
          return x ? 1 : 0
        case 'string':
          return parseGoNumber(call, x)
        case 'number':
        case 'bigint':
          return x
        default:
          if (x === null) return 0
          if (isObject(x) || Array.isArray(x) || x instanceof RegoSet) {
            throw operandError(1, x, 'null', 'boolean', 'number', 'string')
          }
          return x
      }
    },
  },
  {
    name: 'cast_array',
    description: 'Gives an array as it is, a set as a sorted array; an error for all else.',
    args: [value],
    result: { name: 'y', description: '`x` as an array', type: array(any) },
    deprecated: true,
    evaluate: (call, x) => {
      if (Array.isArray(x)) return x
      if (!(x instanceof RegoSet)) throw operandError(1, x, 'array', 'set')
      call.spend(x.size)
      return x.sorted()
    },
  },
  {
    name: 'cast_set',
    description:
      'Gives a set as it is, an array as the set of its elements; an error for all else.',
    args: [value],
    result: { name: 'y', description: '`x` as a set', type: set(any) },
    deprecated: true,
    evaluate: (call, x) => {
      if (x instanceof RegoSet) return x
      if (!Array.isArray(x)) throw operandError(1, x, 'array', 'set')
      call.spend(x.length)
      return RegoSet.from(x)
    },
  },
  same('cast_boolean', 'a boolean', boolean, (x) => booleanOperand(x, 1)),
  same('cast_string', 'a string', string, (x) => stringOperand(x, 1)),
  same('cast_object', 'an object', object(any, any), (x) => objectOperand(x, 1)),
  same('cast_null', '`null`', nullType, (x) => {
    if (x === null) return x
    throw operandError(1, x, 'null')
  }),
]

function same(
  name: string,
  words: string,
  type: Builtin['result']['type'],
  checked: (x: Value) => Value,
): Builtin {
  return {
    name,
    description: `Gives ${words} as it is; an error for all else.`,
    args: [value],
    result: { name: 'y', description: '`x` itself', type },
    deprecated: true,
    evaluate: (_call, x) => checked(x),
  }
}
