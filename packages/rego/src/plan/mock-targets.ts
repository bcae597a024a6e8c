import type {
  LinkedBody,
  LinkedQuery,
  LinkedRule,
  LinkedTerm,
  Program,
  RuleNode,
} from '../link/program.ts'

/** The names of all calls that some `with` replaces: only those have to ask whether they are replaced. */
export function mockTargets(program: Program, query?: LinkedQuery): ReadonlySet<string> {
  const found = new Set<string>()
  inNode(program.root, found)
  if (query !== undefined) inBody(query.body, found)
  return found
}

function inNode(node: RuleNode, found: Set<string>): void {
  for (const rule of node.rules) inRule(rule, found)
  for (const child of node.children.values()) inNode(child, found)
}

function inRule(rule: LinkedRule, found: Set<string>): void {
  inBody(rule.body, found)
  inTerm(rule.value, found)
  if (rule.else !== undefined) inRule(rule.else, found)
}

function inBody(body: LinkedBody, found: Set<string>): void {
  for (const expression of body) {
    for (const modifier of expression.with) {
      if (modifier.kind === 'call') {
        const { target } = modifier
        found.add(target.kind === 'builtin' ? target.name : `data.${target.path.join('.')}`)
      } else inTerm(modifier.value, found)
    }
    switch (expression.kind) {
      case 'term':
        inTerm(expression.term, found)
        break
      case 'unify':
        inTerm(expression.left, found)
        inTerm(expression.right, found)
        break
      case 'call':
        for (const arg of expression.args) inTerm(arg, found)
        if (expression.result !== undefined) inTerm(expression.result, found)
        break
      case 'every':
        inTerm(expression.domain, found)
        inBody(expression.body, found)
        break
      case 'not':
        inBody(expression.body, found)
        break
      default:
        inBody(expression.left, found)
        inBody(expression.right, found)
    }
  }
}

function inTerm(term: LinkedTerm, found: Set<string>): void {
  switch (term.kind) {
    case 'array':
    case 'set':
      for (const item of term.items) inTerm(item, found)
      break
    case 'object':
      for (const entry of term.entries) for (const part of entry) inTerm(part, found)
      break
    case 'reference':
      for (const step of term.path) inTerm(step, found)
      break
    case 'collect':
      if (term.key !== undefined) inTerm(term.key, found)
      inTerm(term.value, found)
      inBody(term.body, found)
  }
}
