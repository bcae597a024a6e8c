import type { DraftRule } from '../draft/draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import type { LinkedRule, LinkedTerm, Program, RuleNode } from '../program.ts'
import { Linker } from './link-term.ts'

interface NodeDraft extends RuleNode {
  readonly children: Map<string, NodeDraft>
  readonly rules: LinkedRule[]
  isPackage: boolean
}

/** The program that the stages have made, with every rule in its place. */
export function linkRules(program: ProgramDraft): Program {
  const linker = new Linker(program)
  const root = emptyNode([])
  let next = 0
  for (const module of program.modules) {
    nodeAt(root, module.path).isPackage = true
    for (const rule of module.rules) {
      const chain: DraftRule[] = []
      for (let link: DraftRule | undefined = rule; link !== undefined; link = link.else) {
        chain.push(link)
      }
      let linked: LinkedRule | undefined
      for (const [index, link] of [...chain.entries()].reverse()) {
        linked = linkRule(linker, link, rule, next + index, linked)
      }
      next += chain.length
      if (linked !== undefined) nodeAt(root, linked.path).rules.push(linked)
    }
  }
  dropDefaultsBelow(root, false)
  return { modules: program.sources, root }
}

/**
 * As OPA has it: where a rule has steps that are no constants (`p[x].b := 1`), the whole object is made by
 * rules, and defaults in it (`default p.a.b := 2`) give nothing.
 */
function dropDefaultsBelow(node: NodeDraft, isBelow: boolean): void {
  const isHere =
    isBelow || node.rules.some(({ steps }) => steps.some(({ kind }) => kind !== 'constant'))
  if (isHere) {
    const kept = node.rules.filter((rule) => !rule.default || rule.kind === 'function')
    node.rules.splice(0, node.rules.length, ...kept)
  }
  for (const child of node.children.values()) dropDefaultsBelow(child, isHere)
}

/** `first`: the rule that the chain starts with, which has the name. */
function linkRule(
  linker: Linker,
  rule: DraftRule,
  first: DraftRule,
  id: number,
  next: LinkedRule | undefined,
): LinkedRule {
  const { head, module } = rule
  const path = [...module.path]
  const steps: LinkedTerm[] = []
  for (const [index, step] of first.head.terms.entries()) {
    if (index === 0 && step.kind === 'var') path.push(step.name)
    else if (steps.length === 0 && step.kind === 'scalar' && typeof step.value === 'string') {
      path.push(step.value)
    } else steps.push(linker.term(step))
  }
  const value = head.key ?? head.value
  if (value === undefined) throw new Error('a rule has neither key nor value')
  return {
    id,
    path,
    steps,
    kind: head.args.length > 0 ? 'function' : head.key === undefined ? 'value' : 'set',
    args: head.args.map((arg) => linker.term(arg)),
    value: linker.term(value),
    body: linker.body(rule.body),
    ...(next !== undefined && { else: next }),
    default: rule.default,
    location: rule.location,
    module: module.source,
    source: rule.source,
    annotations: rule.annotations,
  }
}

function emptyNode(path: readonly string[]): NodeDraft {
  return { path, children: new Map(), rules: [], isPackage: false }
}

function nodeAt(root: NodeDraft, path: readonly string[]): NodeDraft {
  let node = root
  for (const [index, step] of path.entries()) {
    let child = node.children.get(step)
    if (child === undefined) {
      child = emptyNode(path.slice(0, index + 1))
      node.children.set(step, child)
    }
    node = child
  }
  return node
}
