import { compare, sorted } from '../values/compare.ts'
import { isNumber, isObject } from '../values/kind.ts'
import { add, multiply } from '../values/numbers.ts'
import { sizeOf } from '../values/objects.ts'
import { RegoSet } from '../values/rego-set.ts'
import { lengthOf } from '../values/text.ts'
import type { Numeric, Value } from '../values/value.ts'
import type { Builtin, BuiltinCall } from './builtin.ts'
import { spendNumbers } from './number-work.ts'
import { elementError, operandError } from './operand.ts'
import { spendText } from './text-work.ts'
import { any, array, boolean, number, object, oneOf, set, string } from './type.ts'

const anyList = oneOf(array(any), set(any))
const numberList = oneOf(array(number), set(number))

/** Built-ins that make one value of many. */
export const aggregates: readonly Builtin[] = [
  {
    name: 'count',
    description:
      'Counts the elements of an array or set, the entries of an object, or the characters (Unicode code points) of a string.',
    args: [
      {
        name: 'collection',
        description: 'the array, set, object or string to measure',
        type: oneOf(string, array(any), object(any, any), set(any)),
      },
    ],
    result: { name: 'n', description: 'how many there are', type: number },
    evaluate: count,
  },
  {
    name: 'sum',
    description: 'Adds up numbers; whole numbers of any size exactly. The sum of none is `0`.',
    args: [{ name: 'collection', description: 'the numbers to add', type: numberList }],
    result: { name: 'n', description: 'the sum', type: number },
    evaluate: (call, collection) => accumulate(call, collection, 0, add),
  },
  {
    name: 'product',
    description:
      'Multiplies numbers; whole numbers of any size exactly. The product of none is `1`.',
    args: [{ name: 'collection', description: 'the numbers to multiply', type: numberList }],
    result: { name: 'n', description: 'the product', type: number },
    evaluate: (call, collection) => accumulate(call, collection, 1, multiply),
  },
  {
    name: 'max',
    description:
      'Gives the greatest element in the order of values (null, booleans, numbers, strings, arrays, objects, sets); undefined for an empty collection.',
    args: [{ name: 'collection', description: 'the array or set to search', type: anyList }],
    result: { name: 'n', description: 'the greatest element', type: any },
    evaluate: (call, collection) => greatest(elements(call, collection)),
  },
  {
    name: 'min',
    description:
      'Gives the least element in the order of values (null, booleans, numbers, strings, arrays, objects, sets); undefined for an empty collection. In a set, `null` counts only where there is nothing else.',
    args: [{ name: 'collection', description: 'the array or set to search', type: anyList }],
    result: { name: 'n', description: 'the least element', type: any },
    evaluate: (call, collection) => {
      const all = elements(call, collection)
      if (Array.isArray(collection)) return least(all)
      return least(all.filter((element) => element !== null)) ?? least(all)
    },
  },
  {
    name: 'sort',
    description:
      'Gives the elements of an array or set as an array in the order of values: null, booleans, numbers, strings (by code point), arrays, objects, sets.',
    args: [{ name: 'collection', description: 'the array or set to sort', type: anyList }],
    result: { name: 'n', description: 'the sorted array', type: array(any) },
    evaluate: (call, collection) => {
      const all = elements(call, collection)
      call.spend(all.length * Math.ceil(Math.log2(all.length + 1)))
      return collection instanceof RegoSet ? collection.sorted() : sorted(all)
    },
  },
  {
    name: 'all',
    description:
      'Whether every element is `true`; so too for an empty collection. Use `every` instead.',
    args: [{ name: 'collection', description: 'the array or set to look at', type: anyList }],
    result: { name: 'result', description: 'whether all are `true`', type: boolean },
    deprecated: true,
    evaluate: (call, collection) =>
      elements(call, collection, 'array', 'set').every((element) => element === true),
  },
  {
    name: 'any',
    description: 'Whether some element is `true`. Use `true in collection` instead.',
    args: [{ name: 'collection', description: 'the array or set to look at', type: anyList }],
    result: { name: 'result', description: 'whether one is `true`', type: boolean },
    deprecated: true,
    evaluate: (call, collection) => elements(call, collection, 'array', 'set').includes(true),
  },
]

function count(call: BuiltinCall, collection: Value): number {
  if (typeof collection === 'string') {
    spendText(call, collection.length)
    return lengthOf(collection)
  }
  if (Array.isArray(collection)) return collection.length
  if (collection instanceof RegoSet) return collection.size
  if (isObject(collection)) {
    const size = sizeOf(collection)
    call.spend(size)
    return size
  }
  throw operandError(1, collection, 'array', 'object', 'set', 'string')
}

function elements(
  call: BuiltinCall,
  collection: Value,
  ...expected: readonly string[]
): readonly Value[] {
  const found =
    collection instanceof RegoSet
      ? collection.members()
      : Array.isArray(collection)
        ? (collection as readonly Value[])
        : undefined
  if (found === undefined) {
    throw operandError(1, collection, ...(expected.length > 0 ? expected : ['set', 'array']))
  }
  call.spend(found.length)
  return found
}

function accumulate(
  call: BuiltinCall,
  collection: Value,
  start: Numeric,
  apply: (a: Numeric, b: Numeric) => Numeric,
): Numeric {
  elements(call, collection)
  // Sorted: fractions are rounded at each step, and equal sets must have equal sums.
  const all = collection instanceof RegoSet ? collection.sorted() : (collection as readonly Value[])
  const fractions: Numeric[] = []
  let total = start
  const take = (element: Numeric) => {
    spendNumbers(call, total, element)
    total = apply(total, element)
  }
  // Whole numbers first: among them nothing is rounded.
  for (const element of all) {
    if (!isNumber(element)) throw elementError(1, collection, element, 'number')
    if (typeof element === 'bigint' || Number.isInteger(element)) take(element)
    else fractions.push(element)
  }
  for (const fraction of fractions) take(fraction)
  return total
}

function greatest(all: readonly Value[]): Value | undefined {
  let found = all[0]
  for (const element of all) if (compare(element, found as Value) >= 0) found = element
  return found
}

function least(all: readonly Value[]): Value | undefined {
  let found = all[0]
  for (const element of all) if (compare(element, found as Value) < 0) found = element
  return found
}
