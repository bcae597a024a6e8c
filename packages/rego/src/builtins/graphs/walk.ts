import { Composite } from '../../values/composite.ts'
import { isObject } from '../../values/kind.ts'
import { getKey, sortedKeys } from '../../values/objects.ts'
import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'
import type { BuiltinCall } from '../builtin.ts'

/** A value whose parts are being gone through. */
interface Level {
  readonly value: Value
  readonly path: readonly Value[]
  /** Absent for an array. */
  readonly keys?: readonly Value[]
  readonly size: number
  next: number
}

/** A value and all in it, each with its path: depth first, keys in order. */
export function* walk(call: BuiltinCall, value: Value): Iterable<Value> {
  // Keeps its own stack: neither deep nesting nor nested generators cost anything.
  const levels: Level[] = []
  yield [[], value]
  enter(call, levels, value, [])
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.next === level.size) levels.pop()
    else {
      const key = level.keys === undefined ? level.next : (level.keys[level.next] as Value)
      level.next++
      const part = partOf(level.value, key)
      if (part === undefined) continue
      call.spend(1 + level.path.length)
      const path = [...level.path, key]
      yield [path, part]
      enter(call, levels, part, path)
    }
  }
}

function enter(call: BuiltinCall, levels: Level[], value: Value, path: readonly Value[]): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) levels.push({ value, path, size: value.length, next: 0 })
  else if (value instanceof RegoSet || isObject(value)) {
    const keys = value instanceof Composite ? value.sorted() : sortedKeys(value)
    call.spend(keys.length)
    levels.push({ value, path, keys, size: keys.length, next: 0 })
  }
}

function partOf(value: Value, key: Value): Value | undefined {
  if (Array.isArray(value)) return (value as readonly Value[])[key as number]
  return value instanceof RegoSet ? key : isObject(value) ? getKey(value, key) : undefined
}
