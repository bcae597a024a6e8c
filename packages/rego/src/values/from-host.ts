import { Composite } from './composite.ts'
import { Decimal } from './decimal.ts'
import { setOwn } from './object-access.ts'
import { normalise } from './parse-number.ts'
import type { Value } from './value.ts'

/**
 * Copies what a host gives into values: plain objects, arrays, strings, finite numbers, booleans, null,
 * `bigint`. A property that is `undefined` is left out, as JSON does. Throws TypeError that names the
 * place for anything else, for a cycle, and for what is nested deeper than `depth`.
 */
export function fromHost(given: unknown, depth = 1000): Value {
  return copy(given, '', depth, new Set())
}

function copy(given: unknown, place: string, depth: number, around: Set<object>): Value {
  switch (typeof given) {
    case 'string':
      return given.toWellFormed()
    case 'boolean':
      return given
    case 'bigint':
      return normalise(given)
    case 'number':
      if (!Number.isFinite(given)) throw wrong(place, `\`${given}\` is no number of JSON`)
      return normalise(given)
    case 'object':
      if (given === null || given instanceof Composite || given instanceof Decimal)
        return given as Value
      return copyInside(given, place, depth, around)
    default:
      throw wrong(place, `a ${typeof given} is no value of JSON`)
  }
}

function copyInside(given: object, place: string, depth: number, around: Set<object>): Value {
  if (depth === 0) throw wrong(place, 'it is nested too deeply')
  if (around.has(given)) throw wrong(place, 'it contains itself')
  around.add(given)
  const made = Array.isArray(given)
    ? given.map((item, i) => copy(item, `${place}[${i}]`, depth - 1, around))
    : copyObject(given, place, depth, around)
  around.delete(given)
  return made
}

function copyObject(given: object, place: string, depth: number, around: Set<object>): Value {
  const prototype: unknown = Object.getPrototypeOf(given)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw wrong(place, 'it is an instance of a class: give a plain object')
  }
  const made: { [key: string]: Value } = {}
  for (const [name, item] of Object.entries(given)) {
    if (item === undefined) continue
    setOwn(made, name.toWellFormed(), copy(item, `${place}.${name}`, depth - 1, around))
  }
  return made
}

function wrong(place: string, reason: string): TypeError {
  return new TypeError(
    `${place === '' ? 'the value' : `\`${place.slice(0, 200)}\``} cannot be used: ${reason}`,
  )
}
