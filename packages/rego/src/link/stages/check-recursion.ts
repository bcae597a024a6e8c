import { printReference } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { fullName } from '../draft/rule-tree.ts'
import { type GraphNode, RuleGraph } from '../graph/rule-graph.ts'
import { strongComponents } from '../graph/strong-components.ts'

/** No rule may need itself, and be it in a roundabout way. Notes in which order rules need one another. */
export function checkRecursion(program: ProgramDraft): void {
  const graph = new RuleGraph(program)
  const ordered: GraphNode[] = []
  const recursive: GraphNode[][] = []
  for (const component of strongComponents(graph.rules.values())) {
    ordered.push(...component)
    const [only] = component
    if (component.length > 1 || only?.needs.includes(only)) recursive.push(component)
  }
  program.ordered = ordered.flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
  const members = new Map<GraphNode, ReadonlySet<GraphNode>>()
  for (const component of recursive) {
    const set = new Set(component)
    for (const node of component) if (node.rule !== undefined) members.set(node, set)
  }
  if (members.size === 0) return
  let said = 0
  for (const node of graph.rules.values()) {
    const component = members.get(node)
    if (component === undefined) continue
    refuse(program, node, component)
    // Each rule of a great circle would be worth an equally great search.
    if (++said === 10) break
  }
}

function refuse(program: ProgramDraft, node: GraphNode, component: ReadonlySet<GraphNode>): void {
  const { rule } = node
  if (rule === undefined) return
  const names = circle(node, component).flatMap(({ rule: member }) =>
    member === undefined ? [] : [printReference(fullName(member))],
  )
  const message = `rule ${printReference(fullName(rule))} is recursive: ${names.join(' -> ')}`
  program.refuse('rego_recursion_error', message, rule.location)
}

/** The shortest way from the node back to it. */
function circle(start: GraphNode, within: ReadonlySet<GraphNode>): GraphNode[] {
  const from = new Map<GraphNode, GraphNode>()
  const queue: GraphNode[] = [start]
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i] as GraphNode
    for (const needed of node.needs) {
      if (needed === start) {
        const path = [start]
        for (let step: GraphNode | undefined = node; step !== undefined && step !== start; ) {
          path.push(step)
          step = from.get(step)
        }
        return [...path, start].reverse()
      }
      if (!within.has(needed) || from.has(needed)) continue
      from.set(needed, node)
      queue.push(needed)
    }
  }
  return [start]
}
