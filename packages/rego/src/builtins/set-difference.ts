import { RegoSet } from '../values/rego-set.ts'
import type { BuiltinCall } from './builtin.ts'

/** The members of `a` that are not in `b`. */
export function setDifference(call: BuiltinCall, a: RegoSet, b: RegoSet): RegoSet {
  call.spend(a.size)
  const made = new RegoSet()
  for (const member of a) if (!b.has(member)) made.add(member)
  return made
}
