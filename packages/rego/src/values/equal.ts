import { Composite } from './composite.ts'
import { Decimal } from './decimal.ts'
import { compareDecimals } from './decimals.ts'
import { isNumber, isObject } from './kind.ts'
import { countCharacters, countMembers, countValue } from './meter.ts'
import { keysOf } from './object-access.ts'
import type { PlainObject, Value } from './value.ts'

/** Whether two values are the same. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) {
    if (typeof a === 'string') countCharacters(a.length)
    return true
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    // A host may give a whole number beyond the safe range as a double: the same number all the same.
    if (typeof a !== 'bigint' && typeof b !== 'bigint') return false
    if (a instanceof Decimal || b instanceof Decimal) return false
    return isNumber(a) && isNumber(b) && !(a < b || a > b)
  }
  countValue()
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b)
  if (Array.isArray(b)) return false
  if (a instanceof Composite) return b instanceof Composite && equalComposites(a, b)
  if (b instanceof Composite) return false
  if (a instanceof Decimal || b instanceof Decimal) {
    return a instanceof Decimal && b instanceof Decimal && compareDecimals(a, b) === 0
  }
  return equalObjects(a as PlainObject, b as PlainObject)
}

function equalArrays(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false
  countMembers(a.length)
  for (let i = 0; i < a.length; i++) if (!equal(a[i] as Value, b[i] as Value)) return false
  return true
}

/** An object that has a key that is no string never equals a plain one. */
function equalComposites(a: Composite, b: Composite): boolean {
  if (a.kind !== b.kind || a.size !== b.size) return false
  for (const key of a.keys()) {
    const other = b.get(key)
    if (other === undefined) return false
    if (a.kind === 'object' && !equal(a.get(key) as Value, other)) return false
  }
  return true
}

function equalObjects(a: PlainObject, b: PlainObject): boolean {
  if (!isObject(a) || !isObject(b)) return false
  const names = keysOf(a) as readonly string[]
  if (names.length !== keysOf(b).length) return false
  for (const name of names) {
    if (!Object.hasOwn(b, name)) return false
    const other = b[name]
    if (other === undefined || !equal(a[name] as Value, other)) return false
  }
  return true
}
