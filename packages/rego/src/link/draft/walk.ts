import type { DraftExpr, DraftHead, DraftTerm } from './draft.ts'

/** Calls `visit` for every expression in the body and in the bodies inside it, outer ones first. */
export function walkExprs(body: readonly DraftExpr[], visit: (expr: DraftExpr) => void): void {
  for (const expr of body) {
    visit(expr)
    eachTerm(expr, (term) => walkExprsOfTerm(term, visit))
    eachBody(expr, (inner) => walkExprs(inner, visit))
  }
}

export function walkExprsOfTerm(term: DraftTerm, visit: (expr: DraftExpr) => void): void {
  if (term.kind === 'comprehension') {
    if (term.key !== undefined) walkExprsOfTerm(term.key, visit)
    walkExprsOfTerm(term.value, visit)
    walkExprs(term.body, visit)
  } else if (term.kind === 'template') {
    for (const part of term.parts) if (part.kind !== 'scalar') walkExprs([part], visit)
  } else eachInner(term, (inner) => walkExprsOfTerm(inner, visit))
}

/** Calls `visit` for the term and those in it, bodies included, until it says that what is inside is not wanted. */
export function walkTerms(term: DraftTerm, visit: (term: DraftTerm) => boolean): void {
  if (!visit(term)) return
  if (term.kind === 'comprehension') {
    if (term.key !== undefined) walkTerms(term.key, visit)
    walkTerms(term.value, visit)
    for (const expr of term.body) walkTermsOfExpr(expr, visit)
  } else if (term.kind === 'template') {
    for (const part of term.parts) if (part.kind !== 'scalar') walkTermsOfExpr(part, visit)
  } else eachInner(term, (inner) => walkTerms(inner, visit))
}

export function walkTermsOfExpr(expr: DraftExpr, visit: (term: DraftTerm) => boolean): void {
  eachTerm(expr, (term) => walkTerms(term, visit))
  eachBody(expr, (body) => {
    for (const inner of body) walkTermsOfExpr(inner, visit)
  })
}

/** The terms that stand directly in an expression, those of `with` last. */
export function termsOf(expr: DraftExpr): DraftTerm[] {
  const terms: DraftTerm[] = []
  eachTerm(expr, (term) => terms.push(term))
  return terms
}

export function eachTerm(expr: DraftExpr, visit: (term: DraftTerm) => void): void {
  switch (expr.kind) {
    case 'term':
      visit(expr.term)
      break
    case 'call':
      visit(expr.operator)
      for (const arg of expr.args) visit(arg)
      break
    case 'some':
      for (const name of expr.names) visit(name)
      break
    case 'some-in':
    case 'every':
      if (expr.key !== undefined) visit(expr.key)
      visit(expr.value)
      visit(expr.domain)
      break
  }
  for (const { target, value } of expr.with) {
    visit(target)
    visit(value)
  }
}

/** The bodies that stand directly in an expression. */
export function bodiesOf(expr: DraftExpr): DraftExpr[][] {
  const bodies: DraftExpr[][] = []
  eachBody(expr, (body) => bodies.push(body))
  return bodies
}

function eachBody(expr: DraftExpr, visit: (body: DraftExpr[]) => void): void {
  if (expr.kind === 'every' || expr.kind === 'not') visit(expr.body)
  else if (expr.kind === 'logical') {
    visit(expr.left)
    visit(expr.right)
  }
}

/** Terms in a term that is no comprehension and no template string. */
export function eachInner(term: DraftTerm, visit: (inner: DraftTerm) => void): void {
  switch (term.kind) {
    case 'ref':
      for (const step of term.terms) visit(step)
      return
    case 'array':
    case 'set':
      for (const item of term.items) visit(item)
      return
    case 'object':
      for (const [key, value] of term.entries) {
        visit(key)
        visit(value)
      }
      return
    case 'call':
      visit(term.operator)
      for (const arg of term.args) visit(arg)
  }
}

/** Arguments, key and value: the terms of a head that are no part of its name. */
export function headTerms(head: DraftHead): DraftTerm[] {
  const terms = [...head.args]
  if (head.key !== undefined) terms.push(head.key)
  if (head.value !== undefined) terms.push(head.value)
  return terms
}

/** Whether the term holds a reference or a comprehension, and so has to be evaluated. */
export function needsEvaluation(term: DraftTerm): boolean {
  switch (term.kind) {
    case 'scalar':
    case 'var':
      return false
    case 'ref':
    case 'comprehension':
    case 'template':
      return true
    case 'call':
      return true
    case 'array':
    case 'set':
      return term.items.some(needsEvaluation)
    case 'object':
      return term.entries.some(([key, value]) => needsEvaluation(key) || needsEvaluation(value))
  }
}
