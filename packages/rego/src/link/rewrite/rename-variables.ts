import type { DraftExpr, DraftHead, DraftTerm } from '../draft/draft.ts'
import { variable } from '../draft/make.ts'
import { bodiesOf } from '../draft/walk.ts'

type Rename = (name: string) => string

/** Renames the variables of a head, those in its comprehensions too. */
export function renameVariables(head: DraftHead, rename: Rename): void {
  for (let i = 1; i < head.terms.length; i++) {
    const step = head.terms[i]
    if (step !== undefined) head.terms[i] = renamed(step, rename)
  }
  renameAll(head.args, rename)
  if (head.key !== undefined) head.key = renamed(head.key, rename)
  if (head.value !== undefined) head.value = renamed(head.value, rename)
}

function renamed(term: DraftTerm, rename: Rename): DraftTerm {
  switch (term.kind) {
    case 'scalar':
      return term
    case 'var': {
      const name = rename(term.name)
      return name === term.name ? term : variable(name, term.location)
    }
    case 'ref': {
      const [head] = term.terms
      // `input` alone may be a variable of the body.
      if (term.terms.length === 1 && head?.kind === 'var' && rename(head.name) !== head.name) {
        return variable(rename(head.name), term.location)
      }
      renameAll(term.terms, rename)
      return term
    }
    case 'array':
    case 'set':
      renameAll(term.items, rename)
      return term
    case 'object':
      for (const entry of term.entries) {
        entry[0] = renamed(entry[0], rename)
        entry[1] = renamed(entry[1], rename)
      }
      return term
    case 'call':
      renameAll(term.operator.terms, rename)
      renameAll(term.args, rename)
      return term
    case 'comprehension':
      if (term.key !== undefined) term.key = renamed(term.key, rename)
      term.value = renamed(term.value, rename)
      for (const expr of term.body) renameInExpr(expr, rename)
      return term
    case 'template':
      for (const part of term.parts) if (part.kind !== 'scalar') renameInExpr(part, rename)
      return term
  }
}

function renameAll(terms: DraftTerm[], rename: Rename): void {
  for (const [i, term] of terms.entries()) terms[i] = renamed(term, rename)
}

function renameInExpr(expr: DraftExpr, rename: Rename): void {
  if (expr.kind === 'term') expr.term = renamed(expr.term, rename)
  else if (expr.kind === 'call') {
    renameAll(expr.operator.terms, rename)
    renameAll(expr.args, rename)
  } else if (expr.kind === 'every') {
    expr.domain = renamed(expr.domain, rename)
  }
  for (const body of bodiesOf(expr)) for (const inner of body) renameInExpr(inner, rename)
  for (const modifier of expr.with) {
    modifier.target = renamed(modifier.target, rename)
    modifier.value = renamed(modifier.value, rename)
  }
}
