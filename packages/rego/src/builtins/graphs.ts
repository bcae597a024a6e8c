import { getKey, type ObjectValue } from '../values/objects.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import { ValueIndex } from '../values/value-index.ts'
import type { Builtin, BuiltinCall } from './builtin.ts'
import { edgesOf } from './graphs/edges.ts'
import { findPaths } from './graphs/find-paths.ts'
import { walk } from './graphs/walk.ts'
import { objectOperand, operandError } from './operand.ts'
import { any, array, object, oneOf, set, tuple } from './type.ts'

const nodes = oneOf(array(any), set(any))
const graphArg = {
  name: 'graph',
  description: 'the nodes that edges lead to, as an array or a set, for each node that they leave',
  type: object(any, nodes),
}

/** Built-ins that follow edges, or the nesting of a value. */
export const graphs: readonly Builtin[] = [
  {
    name: 'graph.reachable',
    description:
      'Gives the nodes that can be reached in a graph from some nodes, themselves included. Nodes that are no key of the graph are left out.',
    args: [graphArg, { name: 'initial', description: 'the nodes to start from', type: nodes }],
    result: { name: 'output', description: 'the nodes that are reached', type: set(any) },
    evaluate: (call, graph, initial) =>
      reachable(call, objectOperand(graph, 1), startingNodes(initial)),
  },
  {
    name: 'graph.reachable_paths',
    description:
      'Gives every path that leads through a graph from some nodes as far as it goes: to a node without edges, to one that is no key of the graph (left out), or to one that it has already passed (not repeated). There can be exponentially many.',
    args: [graphArg, { name: 'initial', description: 'the nodes to start from', type: nodes }],
    result: {
      name: 'output',
      description: 'the paths, each as an array of nodes',
      type: set(array(any)),
    },
    evaluate: (call, graph, initial) =>
      findPaths(call, objectOperand(graph, 1), startingNodes(initial)),
  },
  {
    name: 'walk',
    description:
      'Relates a value to every value in it, itself included: `walk(x, [path, value])` holds for each, depth first and in the order of keys. In an array the step of a path is a position, in an object a key, in a set the member.',
    args: [{ name: 'x', description: 'the value to go through', type: any }],
    result: {
      name: 'output',
      description: 'the path to a value, and the value',
      type: tuple(array(any), any),
    },
    evaluate: () => undefined,
    enumerate: walk,
  },
]

function startingNodes(initial: Value): readonly Value[] {
  if (Array.isArray(initial)) return initial
  if (initial instanceof RegoSet) return initial.members()
  throw operandError(2, initial, '{array, set}')
}

function reachable(call: BuiltinCall, graph: ObjectValue, initial: readonly Value[]): RegoSet {
  const seen = new ValueIndex()
  call.spend(initial.length)
  for (const node of initial) seen.add(node)
  const reached = new RegoSet()
  for (let i = 0; i < seen.keys.length; i++) {
    const node = seen.keys[i] as Value
    const edges = getKey(graph, node)
    if (edges === undefined) continue
    reached.add(node)
    const neighbours = edgesOf(edges)
    call.spend(1 + neighbours.length)
    for (const neighbour of neighbours) seen.add(neighbour)
  }
  return reached
}
