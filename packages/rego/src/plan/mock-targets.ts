import type { LinkedBody, LinkedRule, Program, RuleNode } from '../link/program.ts'
import { walkBody, walkTerm } from '../link/walk-expressions.ts'

/** The names of all calls that some `with` of a program replaces: only those ask whether they are replaced. */
export function mockTargets(program: Program): ReadonlySet<string> {
  const found = new Set<string>()
  inNode(program.root, found)
  return found
}

/** The same for a body. */
export function mockTargetsOf(body: LinkedBody): ReadonlySet<string> {
  const found = new Set<string>()
  walkBody(body, visitor(found))
  return found
}

function inNode(node: RuleNode, found: Set<string>): void {
  for (const rule of node.rules) inRule(rule, found)
  for (const child of node.children.values()) inNode(child, found)
}

function inRule(rule: LinkedRule, found: Set<string>): void {
  const into = visitor(found)
  walkBody(rule.body, into)
  walkTerm(rule.value, into)
  if (rule.else !== undefined) inRule(rule.else, found)
}

function visitor(found: Set<string>): Parameters<typeof walkBody>[1] {
  return {
    expression: (expression) => {
      for (const modifier of expression.with) {
        if (modifier.kind !== 'call') continue
        const { target } = modifier
        found.add(target.kind === 'builtin' ? target.name : `data.${target.path.join('.')}`)
      }
    },
  }
}
