import { getKey, type ObjectValue } from '../../values/objects.ts'
import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'
import { ValueIndex } from '../../values/value-index.ts'
import type { BuiltinCall } from '../builtin.ts'
import { edgesOf } from './edges.ts'

/** A node of the path, with the number of its edges that have been followed. */
interface Step {
  readonly node: number
  next: number
}

/** Every path from the starting nodes as far as it goes, without passing a node twice. */
export function findPaths(
  call: BuiltinCall,
  graph: ObjectValue,
  initial: readonly Value[],
): RegoSet {
  const finder = new PathFinder(call, graph)
  for (const node of initial) finder.findFrom(node)
  return finder.found
}

/** Keeps its own stack: paths are as long as the graph is big. */
class PathFinder {
  readonly found = new RegoSet()
  readonly #call: BuiltinCall
  readonly #graph: ObjectValue
  readonly #nodes = new ValueIndex()
  /** For each node where its edges lead; null for one that the graph does not have. */
  readonly #edges: (readonly number[] | null)[] = []
  readonly #path: Step[] = []
  /** How often a node stands on the path. */
  readonly #onPath: number[] = []

  constructor(call: BuiltinCall, graph: ObjectValue) {
    this.#call = call
    this.#graph = graph
  }

  findFrom(start: Value): void {
    const node = this.#nodes.add(start)
    const edges = this.#edgesOf(node)
    if (edges === null) return
    this.#enter(node)
    if (edges.length === 0) this.#keep()
    for (let step = this.#path.at(-1); step !== undefined; step = this.#path.at(-1)) {
      const neighbour = this.#edgesOf(step.node)?.[step.next++]
      if (neighbour === undefined) this.#leave()
      else this.#follow(neighbour)
    }
  }

  #follow(node: number): void {
    this.#call.spend(1)
    // Right after the start an edge back to it is followed once, as OPA does.
    const passed = this.#path.length > 1 && (this.#onPath[node] ?? 0) > 0
    const edges = this.#edgesOf(node)
    if (passed || edges === null) {
      this.#keep()
      return
    }
    this.#enter(node)
    if (edges.length > 0) return
    this.#keep()
    this.#leave()
  }

  #enter(node: number): void {
    this.#path.push({ node, next: 0 })
    this.#onPath[node] = (this.#onPath[node] ?? 0) + 1
  }

  #leave(): void {
    const step = this.#path.pop()
    if (step !== undefined) this.#onPath[step.node] = (this.#onPath[step.node] ?? 1) - 1
  }

  #keep(): void {
    this.#call.spend(this.#path.length)
    this.found.add(this.#path.map(({ node }) => this.#nodes.keys[node] as Value))
  }

  #edgesOf(node: number): readonly number[] | null {
    const known = this.#edges[node]
    if (known !== undefined) return known
    const edges = getKey(this.#graph, this.#nodes.keys[node] as Value)
    const neighbours = edges === undefined ? null : edgesOf(edges)
    this.#call.spend(1 + (neighbours?.length ?? 0))
    const found = neighbours?.map((neighbour) => this.#nodes.add(neighbour)) ?? null
    this.#edges[node] = found
    return found
  }
}
