import type { Body, Expr, Module, Rule, Term } from '../syntax/ast.ts'

/** Every rule of a module, each `else` as one of its own. */
export function writtenRules(module: Module): readonly Rule[] {
  return module.rules.flatMap(withElse)
}

/** Every expression of a module at whatever depth; those that only declare (`some x`) are none. */
export function writtenExpressions(module: Module): readonly Expr[] {
  return writtenRules(module).flatMap(expressionsOf).filter(isRun)
}

/** Every expression of a rule, without those of its `else`; the outer ones before those inside them. */
export function expressionsOf({ head, body, bodyGiven }: Rule): readonly Expr[] {
  const found: Expr[] = []
  inTerm(head.reference, found)
  for (const term of head.args ?? []) inTerm(term, found)
  if (head.key !== undefined) inTerm(head.key, found)
  if (head.value !== undefined) inTerm(head.value, found)
  if (bodyGiven) inBody(body, found)
  return found
}

function isRun({ kind }: Expr): boolean {
  return kind !== 'some' && kind !== 'some-in'
}

function withElse(rule: Rule): readonly Rule[] {
  const chain: Rule[] = []
  for (let link: Rule | undefined = rule; link !== undefined; link = link.else) chain.push(link)
  return chain
}

function inBody(body: Body, found: Expr[]): void {
  for (const expression of body) inExpression(expression, found)
}

function inExpression(expression: Expr, found: Expr[]): void {
  found.push(expression)
  for (const { value } of expression.with) inTerm(value, found)
  switch (expression.kind) {
    case 'term':
    case 'not':
      inTerm(expression.term, found)
      break
    case 'some-in':
    case 'every':
      inTerm(expression.domain, found)
      if (expression.kind === 'every') inBody(expression.body, found)
      break
    case 'not-body':
      inBody(expression.body, found)
      break
    case 'and':
    case 'or':
      inBody(expression.left, found)
      inBody(expression.right, found)
  }
}

function inTerm(term: Term, found: Expr[]): void {
  switch (term.kind) {
    case 'ref':
      inTerm(term.head, found)
      for (const step of term.path) inTerm(step, found)
      break
    case 'array':
    case 'set':
      for (const item of term.items) inTerm(item, found)
      break
    case 'object':
      for (const entry of term.entries) for (const part of entry) inTerm(part, found)
      break
    case 'call':
      for (const arg of term.args) inTerm(arg, found)
      break
    case 'comprehension':
      if (term.key !== undefined) inTerm(term.key, found)
      inTerm(term.value, found)
      inBody(term.body, found)
      break
    case 'template':
      for (const part of term.parts) if (part.kind !== 'string') inExpression(part, found)
  }
}
