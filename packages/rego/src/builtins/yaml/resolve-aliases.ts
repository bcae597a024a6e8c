import { type Alias, isAlias, isCollection, isPair, type Node } from 'yaml'
import type { BuiltinCall } from '../builtin.ts'
import { mostLevels } from '../value-work.ts'
import { wrong } from './yaml-nodes.ts'

/** The node that each alias stands for: the last before it with that anchor. Throws BuiltinError. */
export function resolveAliases(call: BuiltinCall, root: Node | null): Map<Alias, Node> {
  const anchors = new Map<string, Node>()
  const found = new Map<Alias, Node>()
  const visit = (node: unknown, levels: number): void => {
    call.spend(1)
    if (levels === 0) throw wrong('exceeded max depth')
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined) throw wrong(`unknown anchor '${node.source}' referenced`)
      found.set(node, target)
    } else if (isPair(node)) {
      visit(node.key, levels)
      visit(node.value, levels)
    } else if (node !== null && node !== undefined) {
      const { anchor } = node as { anchor?: string }
      if (anchor !== undefined) anchors.set(anchor, node as Node)
      if (isCollection(node)) for (const item of node.items) visit(item, levels - 1)
    }
  }
  visit(root, mostLevels)
  return found
}
