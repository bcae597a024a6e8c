import { printValue } from '../../values/print.ts'
import type { DraftRule, DraftTerm } from '../draft/draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import type { RuleTree } from '../draft/rule-tree.ts'
import { headTerms, walkTerms, walkTermsOfExpr } from '../draft/walk.ts'

/** A node of the graph: a rule, or a group of nodes that many rules may depend on together. */
export interface GraphNode {
  readonly rule: DraftRule | undefined
  readonly needs: GraphNode[]
}

/**
 * Which rules each rule may read. Groups keep it small: a reference to a name with a thousand rules is one
 * edge, and so is one to a whole package.
 */
export class RuleGraph {
  readonly rules = new Map<DraftRule, GraphNode>()
  readonly #tree: RuleTree
  /** The rules exactly at a place; a place and all below it; a place followed by steps that are not all known. */
  readonly #at = new Map<RuleTree, GraphNode>()
  readonly #below = new Map<RuleTree, GraphNode>()
  readonly #matching = new Map<RuleTree, Map<string, GraphNode>>()

  constructor(program: ProgramDraft) {
    this.#tree = program.tree
    for (const module of program.modules) {
      for (const rule of module.all) this.rules.set(rule, { rule, needs: [] })
    }
    for (const [rule, { needs }] of this.rules) this.#connect(rule, needs)
  }

  #connect(rule: DraftRule, needs: GraphNode[]): void {
    const seen = new Set<GraphNode>()
    const visit = (term: DraftTerm): boolean => {
      if (term.kind === 'ref') {
        for (const node of this.#targets(term.terms)) {
          if (seen.has(node)) continue
          seen.add(node)
          needs.push(node)
        }
      }
      return true
    }
    for (const term of headTerms(rule.head)) walkTerms(term, visit)
    for (const expr of rule.body) walkTermsOfExpr(expr, visit)
  }

  /** What a reference may read: the rules that it passes by, and what it comes to. */
  #targets(terms: readonly DraftTerm[]): GraphNode[] {
    const [head] = terms
    if (head?.kind !== 'var' || head.name !== 'data') return []
    const targets: GraphNode[] = []
    let node = this.#tree
    for (let i = 1; i < terms.length; i++) {
      const step = terms[i]
      if (step?.kind !== 'scalar') return [...targets, this.#matched(node, terms.slice(i))]
      const child = node.child(step)
      if (child === undefined) return targets
      if (child.rules.length > 0) targets.push(this.#exactly(child))
      node = child
    }
    return [...targets, this.#everythingBelow(node)]
  }

  #matched(node: RuleTree, steps: readonly DraftTerm[]): GraphNode {
    if (steps.length === 0) return this.#everythingBelow(node)
    const key = steps
      .map((step) => (step.kind === 'scalar' ? printValue(step.value) : '*'))
      .join('.')
    let byKey = this.#matching.get(node)
    if (byKey === undefined) {
      byKey = new Map()
      this.#matching.set(node, byKey)
    }
    const known = byKey.get(key)
    if (known !== undefined) return known
    const made: GraphNode = { rule: undefined, needs: [] }
    byKey.set(key, made)
    const [step] = steps
    const children = step?.kind === 'scalar' ? [node.child(step)] : [...node.children.values()]
    for (const child of children) {
      if (child === undefined) continue
      if (child.rules.length > 0) made.needs.push(this.#exactly(child))
      made.needs.push(this.#matched(child, steps.slice(1)))
    }
    return made
  }

  #exactly(node: RuleTree): GraphNode {
    const known = this.#at.get(node)
    if (known !== undefined) return known
    const made: GraphNode = { rule: undefined, needs: [] }
    this.#at.set(node, made)
    for (const rule of node.rules) {
      for (let link: DraftRule | undefined = rule; link !== undefined; link = link.else) {
        const target = this.rules.get(link)
        if (target !== undefined) made.needs.push(target)
      }
    }
    return made
  }

  #everythingBelow(start: RuleTree): GraphNode {
    const pending: RuleTree[] = []
    const nodeOf = (node: RuleTree): GraphNode => {
      const known = this.#below.get(node)
      if (known !== undefined) return known
      const made: GraphNode = { rule: undefined, needs: [] }
      this.#below.set(node, made)
      pending.push(node)
      return made
    }
    const first = nodeOf(start)
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const { needs } = nodeOf(node)
      needs.push(this.#exactly(node))
      for (const child of node.children.values()) needs.push(nodeOf(child))
    }
    return first
  }
}
