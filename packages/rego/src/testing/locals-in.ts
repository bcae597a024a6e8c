import type { LinkedBody, LinkedExpr, LinkedTerm } from '../link/program.ts'

/** The names of all variables in an expression, those of its inner bodies too. */
export function localsIn(expression: LinkedExpr): ReadonlySet<string> {
  const found = new Set<string>()
  inExpression(expression, found)
  return found
}

function inBody(body: LinkedBody, found: Set<string>): void {
  for (const expression of body) inExpression(expression, found)
}

function inExpression(expression: LinkedExpr, found: Set<string>): void {
  for (const modifier of expression.with) {
    if (modifier.kind !== 'call') inTerm(modifier.value, found)
    else if (!['builtin', 'function'].includes(modifier.replacement.kind))
      inTerm(modifier.replacement as LinkedTerm, found)
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
    case 'not':
      inBody(expression.body, found)
      break
    case 'every':
      inTerm(expression.domain, found)
      inBody(expression.body, found)
      break
    default:
      inBody(expression.left, found)
      inBody(expression.right, found)
  }
}

function inTerm(term: LinkedTerm, found: Set<string>): void {
  switch (term.kind) {
    case 'local':
      found.add(term.name)
      break
    case 'reference':
      if (typeof term.head !== 'string') found.add(term.head.name)
      for (const step of term.path) inTerm(step, found)
      break
    case 'array':
    case 'set':
      for (const item of term.items) inTerm(item, found)
      break
    case 'object':
      for (const entry of term.entries) for (const part of entry) inTerm(part, found)
      break
    case 'collect':
      if (term.key !== undefined) inTerm(term.key, found)
      inTerm(term.value, found)
      inBody(term.body, found)
  }
}
