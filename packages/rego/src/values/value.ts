import type { Decimal } from './decimal.ts'

/**
 * A number, one representation for each: `number` for whole numbers in the safe range and for fractions
 * that a double holds, `bigint` for every other whole number, `Decimal` for fractions beyond a double.
 * `-0` and whole numbers as Decimal do not occur.
 */
export type Numeric = number | bigint | Decimal

/** An object whose keys are all strings: own enumerable data properties. */
export interface PlainObject {
  readonly [key: string]: Value
}

/** A value of Rego. `undefined` is the absence of one and stands in no value. Values are never changed. */
export type Value = null | boolean | Numeric | string | readonly Value[] | Composite | PlainObject

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'set'

/**
 * What sets and objects with keys of any kind have in common: keys (a set's members) that are found by
 * value. Abstract, so that the order and the equality of values need not know the classes.
 */
export abstract class Composite {
  abstract get kind(): 'set' | 'object'
  abstract get size(): number
  /** A set gives the member that equals the key. */
  abstract get(key: Value): Value | undefined
  /** The keys or members, in the order in which they came. */
  abstract keys(): readonly Value[]
  /** The keys or members in the order of values. */
  abstract sorted(): readonly Value[]
}
