import { compare } from '../../values/compare.ts'
import type { Scalar } from '../draft/draft.ts'
import {
  anything,
  type Inferred,
  isAnything,
  type Known,
  numberType,
  scalarType,
} from './inferred.ts'
import { compareTypes, containsType, joinTypes } from './join-types.ts'

const keysOf = new WeakMap<Inferred, { readonly type: Known }>()
const valuesOf = new WeakMap<Inferred, { readonly type: Known }>()

/** Of the keys that a value of the type may have; undefined where it has none. */
export function keyType(type: Known): Known {
  return remembered(keysOf, type, findKeyType)
}

/** Of what a value of the type may hold. */
export function valueType(type: Known): Known {
  return remembered(valuesOf, type, findValueType)
}

function remembered(
  memo: WeakMap<Inferred, { readonly type: Known }>,
  type: Known,
  find: (type: Inferred) => Known,
): Known {
  if (type === undefined) return undefined
  let found = memo.get(type)
  if (found === undefined) {
    found = { type: find(type) }
    memo.set(type, found)
  }
  return found.type
}

function findKeyType(type: Inferred): Known {
  switch (type.kind) {
    case 'array':
      return numberType
    case 'set':
      return type.of
    case 'object': {
      let keys: Known
      for (const { key } of type.properties) keys = joinTypes(keys, scalarType(key))
      return type.rest === undefined ? keys : joinTypes(keys, type.rest.key)
    }
    case 'union': {
      if (isAnything(type)) return anything
      let keys: Known
      for (const one of type.of) keys = joinTypes(keyType(one), keys)
      return keys
    }
    default:
      return undefined
  }
}

function findValueType(type: Inferred): Known {
  switch (type.kind) {
    case 'array': {
      let values: Known
      for (const item of type.items) values = joinTypes(values, item)
      return joinTypes(values, type.rest)
    }
    case 'set':
      return type.of
    case 'object': {
      let values: Known
      for (const { value } of type.properties) values = joinTypes(values, value)
      return type.rest === undefined ? values : joinTypes(values, type.rest.value)
    }
    case 'union': {
      if (isAnything(type)) return anything
      let values: Known
      for (const one of type.of) values = joinTypes(valueType(one), values)
      return values
    }
    default:
      return undefined
  }
}

/** Of what stands under a constant key; undefined where there can be nothing. */
export function selectType(type: Known, key: Scalar): Known {
  switch (type?.kind) {
    case 'array': {
      if (typeof key !== 'number' || !Number.isSafeInteger(key) || key < 0) return undefined
      return key < type.items.length ? type.items[key] : type.rest
    }
    case 'object': {
      const property = type.properties.find((known) => compare(known.key, key) === 0)
      if (property !== undefined) return property.value
      const fits = type.rest !== undefined && containsType(type.rest.key, scalarType(key))
      return fits ? type.rest?.value : undefined
    }
    case 'set': {
      const own = scalarType(key)
      if (compareTypes(type.of, own) === 0) return type.of
      return type.of?.kind === 'union' && containsType(type.of, own) ? own : undefined
    }
    case 'union': {
      if (isAnything(type)) return anything
      let found: Known
      for (const one of type.of) found = joinTypes(selectType(one, key), found)
      return found
    }
    default:
      return undefined
  }
}
