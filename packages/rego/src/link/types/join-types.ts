import { compare } from '../../values/compare.ts'
import type { FunctionType, Inferred, Known, UnionType } from './inferred.ts'
import { unionType } from './inferred.ts'

const order: Readonly<Record<Inferred['kind'], number>> = {
  null: 0,
  boolean: 1,
  number: 2,
  string: 3,
  array: 4,
  object: 5,
  set: 6,
  union: 7,
  function: 8,
}

/** A total order of types. */
export function compareTypes(a: Known, b: Known): number {
  if (a === b) return 0
  if (a === undefined) return -1
  if (b === undefined) return 1
  if (a.kind !== b.kind) return order[a.kind] - order[b.kind]
  if (a.kind === 'array' && b.kind === 'array') {
    return compareTypes(a.rest, b.rest) || compareLists(a.items, b.items)
  }
  if (a.kind === 'set' && b.kind === 'set') return compareTypes(a.of, b.of)
  if (a.kind === 'union' && b.kind === 'union') return compareLists(a.of, b.of)
  if (a.kind === 'function' && b.kind === 'function') {
    return compareLists(a.args, b.args) || compareTypes(a.result, b.result)
  }
  if (a.kind === 'object' && b.kind === 'object') {
    if ((a.rest === undefined) !== (b.rest === undefined)) return a.rest === undefined ? -1 : 1
    const rest =
      compareTypes(a.rest?.key, b.rest?.key) || compareTypes(a.rest?.value, b.rest?.value)
    if (rest !== 0) return rest
    for (const [i, property] of a.properties.entries()) {
      const other = b.properties[i]
      if (other === undefined) return 1
      const difference =
        compare(property.key, other.key) || compareTypes(property.value, other.value)
      if (difference !== 0) return difference
    }
    return a.properties.length - b.properties.length
  }
  return 0
}

function compareLists(a: readonly Known[], b: readonly Known[]): number {
  for (const [i, item] of a.entries()) {
    if (i >= b.length) break
    const difference = compareTypes(item, b[i])
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** The type of what is of the one or of the other. */
export function joinTypes(a: Known, b: Known): Known {
  if (a === undefined) return b
  if (b === undefined) return a
  if (a.kind === 'function' && b.kind === 'function') return joinFunctions(a, b)
  if (a.kind === 'function' || b.kind === 'function') return undefined
  if (a.kind === 'union') return joinUnion(a, b)
  if (b.kind === 'union') return joinUnion(b, a)
  const difference = compareTypes(a, b)
  if (difference === 0) return a
  return unionType(difference < 0 ? [a, b] : [b, a])
}

function joinUnion(union: UnionType, other: Inferred): UnionType {
  if (union.of.length === 0) return union
  if (other.kind !== 'union') {
    const at = union.of.findIndex((type) => compareTypes(type, other) >= 0)
    const found = union.of[at]
    if (found !== undefined && compareTypes(found, other) === 0) return union
    const place = at < 0 ? union.of.length : at
    return unionType([...union.of.slice(0, place), other, ...union.of.slice(place)])
  }
  if (other.of.length === 0) return other
  const merged = [...union.of, ...other.of].sort(compareTypes)
  return unionType(merged.filter((type, i) => i === 0 || compareTypes(type, merged[i - 1]) !== 0))
}

function joinFunctions(a: FunctionType, b: FunctionType): Known {
  if (a.args.length !== b.args.length) return undefined
  return {
    kind: 'function',
    args: a.args.map((arg, i) => joinTypes(arg, b.args[i])),
    result: joinTypes(a.result, b.result),
    variadic: joinTypes(a.variadic, b.variadic),
  }
}

/** Whether every value of `b` is said to be one of `a`. */
export function containsType(a: Known, b: Known): boolean {
  if (a?.kind === 'union') {
    if (b?.kind === 'function') return false
    return a.of.length === 0 || a.of.some((type) => compareTypes(type, b) === 0)
  }
  return compareTypes(a, b) === 0
}
