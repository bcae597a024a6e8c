interface Node<T> {
  readonly needs: readonly T[]
}

interface Visit<T> {
  readonly node: T
  next: number
}

/**
 * The groups of nodes that need one another, each after all that it needs. Without recursion: chains of
 * rules may be long.
 */
export function strongComponents<T extends Node<T>>(nodes: Iterable<T>): T[][] {
  const components: T[][] = []
  const index = new Map<T, number>()
  const low = new Map<T, number>()
  const stack: T[] = []
  const open = new Set<T>()
  for (const start of nodes) {
    if (index.has(start)) continue
    const visits: Visit<T>[] = []
    const enter = (node: T): void => {
      index.set(node, index.size)
      low.set(node, index.size - 1)
      stack.push(node)
      open.add(node)
      visits.push({ node, next: 0 })
    }
    enter(start)
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const { node } = visit
      const needed = node.needs[visit.next++]
      if (needed !== undefined) {
        if (!index.has(needed)) enter(needed)
        else if (open.has(needed)) lower(low, node, index.get(needed) ?? 0)
        continue
      }
      visits.pop()
      const parent = visits.at(-1)
      if (parent !== undefined) lower(low, parent.node, low.get(node) ?? 0)
      if (low.get(node) !== index.get(node)) continue
      const component: T[] = []
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        open.delete(member)
        component.push(member)
        if (member === node) break
      }
      components.push(component.reverse())
    }
  }
  return components
}

function lower<T>(low: Map<T, number>, node: T, value: number): void {
  low.set(node, Math.min(low.get(node) ?? value, value))
}
