import type { LinkedBody, LinkedExpr, LinkedTerm } from './program.ts'

/** What is told of each expression and term; an absent one is not told. */
export interface LinkedVisitor {
  readonly expression?: (expression: LinkedExpr) => void
  readonly term?: (term: LinkedTerm) => void
}

/** Every expression and term of a body, those inside others after them. */
export function walkBody(body: LinkedBody, visitor: LinkedVisitor): void {
  for (const expression of body) walkExpression(expression, visitor)
}

export function walkExpression(expression: LinkedExpr, visitor: LinkedVisitor): void {
  visitor.expression?.(expression)
  for (const modifier of expression.with) {
    if (modifier.kind !== 'call') walkTerm(modifier.value, visitor)
    else {
      const { replacement } = modifier
      const isCallee = replacement.kind === 'builtin' || replacement.kind === 'function'
      if (!isCallee) walkTerm(replacement, visitor)
    }
  }
  switch (expression.kind) {
    case 'term':
      walkTerm(expression.term, visitor)
      break
    case 'unify':
      walkTerm(expression.left, visitor)
      walkTerm(expression.right, visitor)
      break
    case 'call':
      for (const arg of expression.args) walkTerm(arg, visitor)
      if (expression.result !== undefined) walkTerm(expression.result, visitor)
      break
    case 'not':
      walkBody(expression.body, visitor)
      break
    case 'every':
      walkTerm(expression.domain, visitor)
      walkBody(expression.body, visitor)
      break
    default:
      walkBody(expression.left, visitor)
      walkBody(expression.right, visitor)
  }
}

export function walkTerm(term: LinkedTerm, visitor: LinkedVisitor): void {
  visitor.term?.(term)
  switch (term.kind) {
    case 'reference':
      for (const step of term.path) walkTerm(step, visitor)
      break
    case 'array':
    case 'set':
      for (const item of term.items) walkTerm(item, visitor)
      break
    case 'object':
      for (const entry of term.entries) for (const part of entry) walkTerm(part, visitor)
      break
    case 'collect':
      if (term.key !== undefined) walkTerm(term.key, visitor)
      walkTerm(term.value, visitor)
      walkBody(term.body, visitor)
  }
}
