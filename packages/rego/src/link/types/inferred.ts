import type { Type } from '../../builtins/type.ts'
import { compare } from '../../values/compare.ts'
import type { Scalar } from '../draft/draft.ts'

/** What is known of the values of a term; undefined where nothing is known yet. */
export type Known = Inferred | undefined

export type Inferred =
  | { readonly kind: 'null' | 'boolean' | 'number' | 'string' }
  | ArrayType
  | SetType
  | ObjectType
  | UnionType
  | FunctionType

/** How many types a type is made of; a part that occurs twice counts twice. */
interface Sized {
  readonly size: number
}
export interface ArrayType extends Sized {
  readonly kind: 'array'
  /** Of the first items, one by one. */
  readonly items: readonly Known[]
  /** Of all that follow. */
  readonly rest: Known
}
export interface SetType extends Sized {
  readonly kind: 'set'
  readonly of: Known
}
export interface ObjectType extends Sized {
  readonly kind: 'object'
  /** In the order of keys. */
  readonly properties: readonly Property[]
  readonly rest: { readonly key: Known; readonly value: Known } | undefined
}
export interface Property {
  readonly key: Scalar
  readonly value: Known
}
/** One of these, in their order; none means anything at all. */
export interface UnionType extends Sized {
  readonly kind: 'union'
  readonly of: readonly Inferred[]
}
export interface FunctionType {
  readonly kind: 'function'
  readonly args: readonly Known[]
  readonly result: Known
  readonly variadic: Known
}

/** What is larger is known less precisely: types that grow out of one another could fill the memory. */
const maxSize = 2000

export const anything: UnionType = { kind: 'union', of: [], size: 1 }
export const nullType: Inferred = { kind: 'null' }
export const booleanType: Inferred = { kind: 'boolean' }
export const numberType: Inferred = { kind: 'number' }
export const stringType: Inferred = { kind: 'string' }

export function arrayType(items: readonly Known[], rest: Known): ArrayType {
  const size = 1 + sizes(items) + sizeOf(rest)
  return size > maxSize
    ? { kind: 'array', items: [], rest: anything, size: 2 }
    : { kind: 'array', items, rest, size }
}
export function setType(of: Known): SetType {
  const size = 1 + sizeOf(of)
  return size > maxSize ? { kind: 'set', of: anything, size: 2 } : { kind: 'set', of, size }
}
/** `properties` in any order. */
export function objectType(properties: readonly Property[], rest: ObjectType['rest']): ObjectType {
  let size = 1 + properties.length + sizeOf(rest?.key) + sizeOf(rest?.value)
  for (const { value } of properties) size += sizeOf(value)
  if (size > maxSize) {
    return { kind: 'object', properties: [], rest: { key: anything, value: anything }, size: 3 }
  }
  const sorted = [...properties].sort((a, b) => compare(a.key, b.key))
  return { kind: 'object', properties: sorted, rest, size }
}
/** `of` in the order of types. */
export function unionType(of: readonly Inferred[]): UnionType {
  const size = 1 + sizes(of)
  return of.length === 0 || size > maxSize ? anything : { kind: 'union', of, size }
}

function sizeOf(type: Known): number {
  return type !== undefined && 'size' in type ? type.size : 1
}

function sizes(types: readonly Known[]): number {
  let size = 0
  for (const type of types) size += sizeOf(type)
  return size
}

export function isAnything(type: Known): boolean {
  return type?.kind === 'union' && type.of.length === 0
}

export function scalarType(value: Scalar): Inferred {
  if (value === null) return nullType
  if (typeof value === 'boolean') return booleanType
  return typeof value === 'string' ? stringType : numberType
}

const converted = new WeakMap<Type, Inferred>()

/** Of what a built-in declares. */
export function declaredType(type: Type): Inferred {
  const known = converted.get(type)
  if (known !== undefined) return known
  const made = convert(type)
  converted.set(type, made)
  return made
}

function convert(type: Type): Inferred {
  switch (type.kind) {
    case 'any':
      return anything
    case 'null':
      return nullType
    case 'boolean':
      return booleanType
    case 'number':
      return numberType
    case 'string':
      return stringType
    case 'array':
      return arrayType(type.fixed.map(declaredType), type.rest && declaredType(type.rest))
    case 'set':
      return setType(declaredType(type.of))
    case 'object':
      return objectType(
        type.fixed.map(({ key, value }) => ({ key, value: declaredType(value) })),
        type.rest && { key: declaredType(type.rest.key), value: declaredType(type.rest.value) },
      )
    case 'union':
      return unionType(type.of.map(declaredType))
  }
}
