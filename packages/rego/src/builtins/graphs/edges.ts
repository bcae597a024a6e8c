import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'

/** The nodes that edges lead to; what is no array or set has none. */
export function edgesOf(edges: Value): readonly Value[] {
  if (Array.isArray(edges)) return edges
  return edges instanceof RegoSet ? edges.members() : []
}
