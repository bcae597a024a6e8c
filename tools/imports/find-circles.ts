type Graph = ReadonlyMap<string, readonly string[]>

/**
 * Circles of a directed graph, each as the names along it with the first repeated at the end: the
 * shortest ones, no two through the same node, so that a knot is shown by where to cut it. None are
 * found exactly if there is none.
 */
export function findCircles(graph: Graph): readonly (readonly string[])[] {
  const shortestFirst = [...graph.keys()]
    .flatMap((node) => shortestCircleThrough(node, graph))
    .sort((a, b) => a.length - b.length)
  const shown = new Set<string>()
  return shortestFirst.filter((circle) => {
    if (circle.some((node) => shown.has(node))) return false
    for (const node of circle) shown.add(node)
    return true
  })
}

/** Breadth first, so the first way back is a shortest one. In a list, to be flattened. */
function shortestCircleThrough(start: string, graph: Graph): string[][] {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const node of queue) {
    for (const next of graph.get(node) ?? []) {
      if (next === start) return [[...wayTo(node, cameFrom), start]]
      if (cameFrom.has(next)) continue
      cameFrom.set(next, node)
      queue.push(next)
    }
  }
  return []
}

function wayTo(node: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [node]
  for (let at = cameFrom.get(node); at !== undefined; at = cameFrom.get(at)) way.unshift(at)
  return way
}
