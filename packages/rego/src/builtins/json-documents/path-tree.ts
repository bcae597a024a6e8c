import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'
import { ValueIndex } from '../../values/value-index.ts'
import type { BuiltinCall } from '../builtin.ts'
import { operandError } from '../operand.ts'
import { parsePath } from './parse-path.ts'

/** Paths, with what they have in common held once. */
export class PathTree {
  readonly #steps = new ValueIndex()
  readonly #below: (PathTree | 'whole')[] = []

  get size(): number {
    return this.#below.length
  }

  /** The steps that lead on from here. */
  get keys(): readonly Value[] {
    return this.#steps.keys
  }

  /** `whole`: a path ends there. Undefined: no path leads there. */
  get(key: Value): PathTree | 'whole' | undefined {
    const position = this.#steps.find(key)
    return position < 0 ? undefined : this.#below[position]
  }

  /** A shorter path takes in those that go on. The empty path counts for nothing. */
  add(path: readonly Value[]): void {
    let node: PathTree = this
    for (let i = 0; i < path.length; i++) {
      const position = node.#steps.add(path[i] as Value)
      const below = node.#below[position] ?? new PathTree()
      if (below === 'whole') return
      node.#below[position] = i === path.length - 1 ? 'whole' : below
      node = below
    }
  }
}

/** The tree of the paths of an array or a set, the second operand. */
export function pathTree(call: BuiltinCall, paths: Value): PathTree {
  const list = Array.isArray(paths)
    ? (paths as readonly Value[])
    : paths instanceof RegoSet
      ? paths.sorted()
      : undefined
  if (list === undefined) throw operandError(2, paths, 'set', 'array')
  const tree = new PathTree()
  call.spend(list.length)
  for (const path of list) tree.add(parsePath(call, path))
  return tree
}
