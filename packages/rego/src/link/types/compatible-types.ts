import type { ArrayType, Inferred, Known, ObjectType } from './inferred.ts'
import { selectType } from './select-types.ts'

/** Whether a value may be of both types. */
export function areCompatible(a: Known, b: Known): boolean {
  if (a === undefined || b === undefined) return false
  if (a === b) return true
  if (a.kind === 'union' && isOneOf(a.of, b)) return true
  if (b.kind === 'union' && isOneOf(b.of, a)) return true
  if (a.kind === 'union' || b.kind === 'union' || a.kind !== b.kind) return false
  if (a.kind === 'array' && b.kind === 'array') {
    return itemsFit(a, b) && itemsFit(b, a) && bothFit(a.rest, b.rest)
  }
  if (a.kind === 'set' && b.kind === 'set') return areCompatible(a.of, b.of)
  if (a.kind === 'object' && b.kind === 'object') {
    return propertiesFit(a, b) && propertiesFit(b, a) && bothFit(a.rest?.value, b.rest?.value)
  }
  if (a.kind === 'function' && b.kind === 'function') {
    return (
      a.args.length === b.args.length && a.args.every((arg, i) => areCompatible(arg, b.args[i]))
    )
  }
  return true
}

function isOneOf(types: readonly Inferred[], other: Inferred): boolean {
  if (other.kind === 'function') return false
  return types.length === 0 || types.some((type) => areCompatible(type, other))
}

function bothFit(a: Known, b: Known): boolean {
  return a === undefined || b === undefined || areCompatible(a, b)
}

function itemsFit(a: ArrayType, b: ArrayType): boolean {
  return a.items.every((item, i) => areCompatible(item, i < b.items.length ? b.items[i] : b.rest))
}

function propertiesFit(a: ObjectType, b: ObjectType): boolean {
  return a.properties.every(({ key, value }) => {
    const other = selectType(b, key)
    if (other !== undefined) return areCompatible(value, other)
    return a.rest?.value !== undefined || b.rest?.value !== undefined
  })
}

/** Whether something in the type is not known yet. */
export function isPartial(type: Known): boolean {
  switch (type?.kind) {
    case undefined:
      return true
    case 'array':
      return type.items.some(isPartial) || (type.rest !== undefined && isPartial(type.rest))
    case 'set':
      return isPartial(type.of)
    case 'object':
      return (
        type.properties.some(({ value }) => isPartial(value)) ||
        (type.rest !== undefined && (isPartial(type.rest.key) || isPartial(type.rest.value)))
      )
    case 'function':
      return type.args.some(isPartial) || isPartial(type.result)
    default:
      return false
  }
}
