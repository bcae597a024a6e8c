import { isObject } from '../../values/kind.ts'
import { getKey, keysOf, objectFrom, sizeOf } from '../../values/objects.ts'
import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { mostLevels } from '../value-work.ts'
import type { PathTree } from './path-tree.ts'

/** What is at the paths, or below them; a value that has no parts stays whatever the paths say. */
export function filterPaths(
  call: BuiltinCall,
  value: Value,
  tree: PathTree | 'whole',
  levels = mostLevels,
): Value {
  if (tree === 'whole' || typeof value !== 'object' || value === null) return value
  if (levels === 0) throw new BuiltinError('value is nested too deeply')
  const below = (part: Value, branch: PathTree | 'whole') =>
    filterPaths(call, part, branch, levels - 1)
  if (Array.isArray(value)) {
    call.spend(value.length)
    return (value as readonly Value[]).flatMap((item, i) => {
      const branch = tree.get(String(i))
      return branch === undefined ? [] : [below(item, branch)]
    })
  }
  if (value instanceof RegoSet) {
    call.spend(value.size)
    const kept = new RegoSet()
    for (const member of value) {
      const branch = tree.get(member)
      if (branch !== undefined) kept.add(below(member, branch))
    }
    return kept
  }
  if (!isObject(value)) return value
  const keys = sizeOf(value) < tree.size ? keysOf(value) : tree.keys
  call.spend(keys.length)
  const kept: [Value, Value][] = []
  for (const key of keys) {
    const part = getKey(value, key)
    const branch = tree.get(key)
    if (part !== undefined && branch !== undefined) kept.push([key, below(part, branch)])
  }
  return objectFrom(kept)
}
