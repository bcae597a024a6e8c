import { Composite } from '../values/composite.ts'
import { equal } from '../values/equal.ts'
import { isObject } from '../values/kind.ts'
import { countMembers } from '../values/meter.ts'
import { getKey, keysOf, type ObjectValue, sortedKeys } from '../values/objects.ts'
import type { PlainObject, Value } from '../values/value.ts'

/** `value[key]`: an item of an array, the value of an object's key, the member of a set. */
export function step(value: Value | undefined, key: Value): Value | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    // Security: own only, so that nothing that was written to a prototype stands where an array ends.
    return typeof key === 'number' && Object.hasOwn(value, key)
      ? vet((value as readonly Value[])[key])
      : undefined
  }
  if (value instanceof Composite) return value.get(key)
  return isObject(value) ? getKey(value, key) : undefined
}

/** Likewise; in base documents a number also finds the string of it, and a string the position it names. */
export function stepBase(value: Value, key: Value): Value | undefined {
  if (Array.isArray(value) && typeof key === 'string') {
    return /^\+?\d{1,15}$/.test(key) ? step(value, Number(key)) : undefined
  }
  const found = step(value, key)
  if (found !== undefined || typeof key !== 'number' || Array.isArray(value)) return found
  return step(value, String(key))
}

/**
 * What a host's input may hold that is no value is undefined; a whole number beyond the safe range, which
 * is a double there, becomes the `bigint` that it means.
 */
export function vet(value: unknown): Value | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'object':
    case 'bigint':
      return value as Value
    case 'number':
      if (Number.isSafeInteger(value)) return value
      if (!Number.isFinite(value)) return undefined
      return Number.isInteger(value) ? BigInt(value) : value
    default:
      return undefined
  }
}

const nothing: readonly Value[] = []

/** The keys that a scan goes through; undefined for an array, whose keys are positions. */
export function scanKeys(value: Value, ordered: boolean): readonly Value[] | undefined {
  if (typeof value !== 'object' || value === null) return nothing
  if (Array.isArray(value)) return undefined
  if (value instanceof Composite) return ordered ? value.sorted() : value.keys()
  if (!isObject(value)) return nothing
  return ordered ? sortedKeys(value) : keysOf(value)
}

/** The values that belong to the keys of `scanKeys`. */
export function scanValues(value: Value, keys: readonly Value[] | undefined): readonly Value[] {
  if (keys === undefined) return value as readonly Value[]
  if (value instanceof Composite && value.kind === 'set') return keys
  return keys.map((key) => getKey(value as ObjectValue, key) as Value)
}

/** Whether a collection has the item as an element or as the value of a key. */
export function member(item: Value, of: Value): boolean {
  if (typeof of !== 'object' || of === null) return false
  if (Array.isArray(of)) {
    countMembers(of.length)
    for (let i = 0; i < of.length; i++) if (equal(item, of[i] as Value)) return true
    return false
  }
  if (of instanceof Composite && of.kind === 'set') return of.get(item) !== undefined
  if (!isObject(of)) return false
  return keysOf(of).some((key) => equal(item, getKey(of, key) as Value))
}

/** The same for an item that equals only what is identical to it. */
export function memberPrimitive(item: Value, of: Value): boolean {
  if (!Array.isArray(of)) return member(item, of)
  countMembers(of.length)
  return of.includes(item)
}

export function isObjectOf(value: Value, size: number): boolean {
  return isObject(value) && keysOf(value).length === size
}

export function isCollection(value: Value): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Array.isArray(value) || value instanceof Composite || isObject(value))
  )
}

/** Reads a fixed path in the host's input: own properties only, each read once. */
export function readPath(root: Value | undefined, path: readonly string[]): Value | undefined {
  let at: unknown = root
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined
    if (Array.isArray(at)) return undefined
    at =
      at instanceof Composite
        ? at.get(name)
        : Object.hasOwn(at, name)
          ? (at as PlainObject)[name]
          : undefined
  }
  return vet(at)
}

/** Reads a fixed path in base data. */
export function readBasePath(root: Value, path: readonly (string | number)[]): Value | undefined {
  let at: Value | undefined = root
  for (const name of path) {
    if (at === undefined) return undefined
    at = stepBase(at, name)
  }
  return at
}
