import { equal } from '../values/equal.ts'
import { isObject } from '../values/kind.ts'
import { entriesOf, getKey, type ObjectValue } from '../values/objects.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import { type BuiltinCall, BuiltinError } from './builtin.ts'

/** Objects that lie deeper in each other are refused: the comparison calls itself. */
const deepest = 1000

/** `object.subset` */
export function objectSubset(call: BuiltinCall, whole: Value, part: Value): boolean {
  const contained = contains(call, whole, part, 0)
  if (contained !== undefined) return contained
  if (Array.isArray(whole) && part instanceof RegoSet) return holdsMembers(call, whole, part)
  throw new BuiltinError(
    'both arguments object.subset must be of the same type or array and set',
    'eval_type_error',
  )
}

/** Undefined where the two are not both objects, both sets or both arrays. */
function contains(
  call: BuiltinCall,
  whole: Value,
  part: Value,
  depth: number,
): boolean | undefined {
  if (Array.isArray(whole) && Array.isArray(part)) return holdsRun(call, whole, part)
  if (whole instanceof RegoSet && part instanceof RegoSet) {
    call.spend(part.size)
    return part.members().every((member) => whole.has(member))
  }
  if (isObject(whole) && isObject(part)) return holdsEntries(call, whole, part, depth)
  return undefined
}

function holdsEntries(
  call: BuiltinCall,
  whole: ObjectValue,
  part: ObjectValue,
  depth: number,
): boolean {
  if (depth > deepest) throw new BuiltinError('objects are nested too deeply')
  const entries = entriesOf(part)
  call.spend(1 + entries.length)
  return entries.every(([key, value]) => {
    const other = getKey(whole, key)
    if (other === undefined) return false
    return contains(call, other, value, depth + 1) ?? equal(other, value)
  })
}

/** Whether `part` occurs in `whole` in one piece; Knuth, Morris and Pratt's search, linear in both. */
function holdsRun(call: BuiltinCall, whole: readonly Value[], part: readonly Value[]): boolean {
  if (part.length > whole.length) return false
  call.spend(whole.length + part.length)
  const borders = bordersOf(part)
  let matched = 0
  for (let i = 0; i < whole.length && matched < part.length; i++) {
    while (matched > 0 && !equal(whole[i] as Value, part[matched] as Value)) {
      matched = borders[matched - 1] as number
    }
    if (equal(whole[i] as Value, part[matched] as Value)) matched++
  }
  return matched === part.length
}

/** For each position the length of the longest proper start of the list that ends there too. */
function bordersOf(list: readonly Value[]): readonly number[] {
  const borders = [0]
  for (let i = 1, length = 0; i < list.length; i++) {
    while (length > 0 && !equal(list[i] as Value, list[length] as Value)) {
      length = borders[length - 1] as number
    }
    if (equal(list[i] as Value, list[length] as Value)) length++
    borders.push(length)
  }
  return borders
}

function holdsMembers(call: BuiltinCall, whole: readonly Value[], part: RegoSet): boolean {
  call.spend(whole.length + part.size)
  const elements = RegoSet.from(whole)
  return part.members().every((member) => elements.has(member))
}
