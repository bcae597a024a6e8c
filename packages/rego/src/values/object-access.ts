import { Composite } from './composite.ts'
import { isObject, isValue } from './kind.ts'
import { countKeys, countSorted } from './meter.ts'
import { compareText } from './text.ts'
import type { PlainObject, Value } from './value.ts'

/** A plain object, or one with other keys (a Composite of kind `object`). */
export type ObjectValue = Composite | PlainObject

/** The value of a key; undefined where there is none. */
export function getKey(object: ObjectValue, key: Value): Value | undefined {
  if (object instanceof Composite) return object.get(key)
  if (typeof key !== 'string' || !Object.hasOwn(object, key)) return undefined
  const value: unknown = object[key]
  return isValue(value) ? value : undefined
}

/** How many entries there are. */
export function sizeOf(object: ObjectValue): number {
  return object instanceof Composite ? object.size : keysOf(object).length
}

/** The keys in any order. A property that holds no value (`undefined`, a function) is not there. */
export function keysOf(object: ObjectValue): readonly Value[] {
  if (object instanceof Composite) return object.keys()
  // A list of the host may hold what is no value.
  if (!isObject(object)) return []
  const names = Object.keys(object)
  countKeys(names.length)
  for (let i = 0; i < names.length; i++) {
    if (!isValue(object[names[i] as string])) return names.filter((name) => isValue(object[name]))
  }
  return names
}

export function entriesOf(object: ObjectValue): (readonly [Value, Value])[] {
  if (object instanceof Composite) {
    return object.keys().map((key) => [key, object.get(key) as Value])
  }
  return keysOf(object).map((key) => [key, object[key as string] as Value])
}

/** The keys in the order of values. */
export function sortedKeys(object: ObjectValue): readonly Value[] {
  if (object instanceof Composite) return object.sorted()
  const keys = keysOf(object) as readonly string[]
  if (keys.length < 2) return keys
  countSorted(keys.length)
  return [...keys].sort(compareText)
}

export function sortedEntries(object: ObjectValue): (readonly [Value, Value])[] {
  return sortedKeys(object).map((key) => [key, getKey(object, key) as Value])
}

/** Sets an own property. Security: `__proto__` becomes a property like any other, never a prototype. */
export function setOwn(object: { [key: string]: Value }, key: string, value: Value): void {
  if (key !== '__proto__') object[key] = value
  else {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
}
