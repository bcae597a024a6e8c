import { isObject } from '../../values/kind.ts'
import { entriesOf, objectFrom } from '../../values/objects.ts'
import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { mostLevels } from '../value-work.ts'
import type { PathTree } from './path-tree.ts'

/** The value without what is at the paths. In arrays those behind close up. */
export function removePaths(
  call: BuiltinCall,
  value: Value,
  tree: PathTree,
  levels = mostLevels,
): Value {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) throw new BuiltinError('value is nested too deeply')
  const rest = (part: Value, branch: PathTree | undefined) =>
    branch === undefined ? part : removePaths(call, part, branch, levels - 1)
  if (Array.isArray(value)) {
    call.spend(value.length)
    return (value as readonly Value[]).flatMap((item, i) => {
      const branch = tree.get(String(i))
      return branch === 'whole' ? [] : [rest(item, branch)]
    })
  }
  if (value instanceof RegoSet) {
    call.spend(value.size)
    const kept = new RegoSet()
    for (const member of value) {
      const branch = tree.get(member)
      if (branch !== 'whole') kept.add(rest(member, branch))
    }
    return kept
  }
  if (!isObject(value)) return value
  const entries = entriesOf(value)
  call.spend(entries.length)
  const kept: [Value, Value][] = []
  for (const [key, part] of entries) {
    const branch = tree.get(key)
    if (branch !== 'whole') kept.push([key, rest(part, branch)])
  }
  return objectFrom(kept)
}
