import { isObject } from '../values/kind.ts'
import { entriesOf, ObjectBuilder, type ObjectValue } from '../values/objects.ts'
import type { Value } from '../values/value.ts'
import { type BuiltinCall, BuiltinError } from './builtin.ts'

/** Objects that lie deeper in each other are refused: the union of objects calls itself. */
const deepest = 1000

/** The union of objects, deep where all values of a key are objects; else the last value wins. */
export function unionOf(
  call: BuiltinCall,
  objects: readonly ObjectValue[],
  depth = 0,
): ObjectValue {
  if (depth > deepest) throw new BuiltinError('objects are nested too deeply')
  const [only, ...others] = objects
  if (only !== undefined && others.length === 0) return only
  // The values of a key that come after the last that is no object; all these are to be united.
  const runs = new ObjectBuilder()
  for (const object of objects) {
    const entries = entriesOf(object)
    call.spend(1 + entries.length)
    for (const [key, value] of entries) {
      const run = runs.get(key) as Value[] | undefined
      if (run === undefined) runs.set(key, [value])
      else if (isObject(value) && isObject(run[0])) run.push(value)
      else run.splice(0, run.length, value)
    }
  }
  const made = new ObjectBuilder()
  for (const [key, run] of entriesOf(runs.done())) {
    const values = run as readonly Value[]
    made.set(
      key,
      values.length === 1
        ? (values[0] as Value)
        : unionOf(call, values as readonly ObjectValue[], depth + 1),
    )
  }
  return made.done()
}
