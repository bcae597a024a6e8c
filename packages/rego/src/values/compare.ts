import { compareNumbers } from './compare-numbers.ts'
import { typeName } from './kind.ts'
import { countValue } from './meter.ts'
import { getKey, type ObjectValue, sortedKeys } from './object-access.ts'
import { compareText } from './text.ts'
import type { Composite, Numeric, TypeName, Value } from './value.ts'

const rank: { readonly [name in TypeName | 'undefined']: number } = {
  undefined: 0,
  null: 1,
  boolean: 2,
  number: 3,
  string: 4,
  array: 5,
  object: 6,
  set: 7,
}

/**
 * The order of values: null, false, true, numbers, strings (by code point), arrays, objects, sets.
 * Negative where `a` comes first, 0 where they are equal.
 */
export function compare(a: Value, b: Value): number {
  if (a === b) return 0
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const kind = typeName(a)
  const difference = rank[kind] - rank[typeName(b)]
  if (difference !== 0) return difference
  switch (kind) {
    case 'boolean':
      return a === true ? 1 : -1
    case 'number':
      return compareNumbers(a as Numeric, b as Numeric)
    case 'array':
      countValue()
      return compareLists(a as readonly Value[], b as readonly Value[])
    case 'object':
      countValue()
      return compareObjects(a as ObjectValue, b as ObjectValue)
    case 'set':
      countValue()
      return compareLists((a as Composite).sorted(), (b as Composite).sorted())
    default:
      return 0
  }
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = compare(a[i] as Value, b[i] as Value)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** First key, its value, second key, …; then the one with fewer entries. */
function compareObjects(a: ObjectValue, b: ObjectValue): number {
  const aKeys = sortedKeys(a)
  const bKeys = sortedKeys(b)
  const length = Math.min(aKeys.length, bKeys.length)
  for (let i = 0; i < length; i++) {
    const key = aKeys[i] as Value
    const difference =
      compare(key, bKeys[i] as Value) ||
      compare(getKey(a, key) as Value, getKey(b, bKeys[i] as Value) as Value)
    if (difference !== 0) return difference
  }
  return aKeys.length - bKeys.length
}

export { equal } from './equal.ts'

/** A sorted copy. */
export function sorted(values: Iterable<Value>): Value[] {
  return [...values].sort(compare)
}
