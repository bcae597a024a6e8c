import type { CallExprDraft, DraftExpr, DraftTerm, RefDraft } from '../draft/draft.ts'
import { isUnify } from '../draft/operators.ts'
import {
  addVariables,
  addVariablesOfWith,
  ownVariables,
  resultVariables,
  stepVariables,
} from '../draft/variables.ts'
import { bodiesOf, termsOf } from '../draft/walk.ts'
import { type IsBound, isHeadBound } from './bound-terms.ts'
import { unifiedVariables } from './unified-variables.ts'

/** How many arguments a function takes; undefined where there is none. */
export type Arity = (operator: RefDraft) => number | undefined

/** The variables that the expression binds when those that `isBound` names are bound before it. */
export function expressionResults(expr: DraftExpr, arity: Arity, isBound: IsBound): Set<string> {
  if (expr.kind === 'not' || expr.kind === 'logical') return new Set()
  if ((expr.kind === 'term' || expr.kind === 'call') && expr.negated) return new Set()
  for (const modifier of expr.with) {
    let bound = true
    addVariablesOfWith(modifier, ownVariables, (name) => {
      bound &&= isBound(name)
    })
    if (!bound) return new Set()
  }
  switch (expr.kind) {
    case 'term':
      return newOnly(referenceResults(termsOf(expr), isBound), isBound)
    case 'call':
      if (isUnify(expr)) return equationResults(expr, isBound)
      return newOnly(callResults(expr, arity, isBound), isBound)
    case 'every':
      return newOnly(referenceResults([expr.domain], isBound), isBound)
    default:
      return new Set()
  }
}

/** The variables that a body binds, run from top to bottom. */
export function bodyResults(
  body: readonly DraftExpr[],
  arity: Arity,
  isBound: IsBound,
): Set<string> {
  const results = new Set<string>()
  for (const expr of body) {
    const known = (name: string): boolean => results.has(name) || isBound(name)
    for (const name of expressionResults(expr, arity, known)) results.add(name)
  }
  return results
}

function newOnly(names: Set<string>, isBound: IsBound): Set<string> {
  for (const name of names) if (isBound(name)) names.delete(name)
  return names
}

/** The variables in the steps of references whose head is bound: a reference goes through them all. */
function referenceResults(
  terms: readonly DraftTerm[],
  isBound: IsBound,
  results: Set<string> = new Set(),
): Set<string> {
  for (const term of terms) addReferenceResults(term, isBound, results)
  return results
}

function addReferenceResults(term: DraftTerm, isBound: IsBound, results: Set<string>): void {
  switch (term.kind) {
    case 'ref':
      if (!isHeadBound(term, isBound)) return
      addVariables(term, stepVariables, (name) => results.add(name))
      for (const step of term.terms) addReferenceResults(step, isBound, results)
      return
    case 'array':
    case 'set':
      for (const item of term.items) addReferenceResults(item, isBound, results)
      return
    case 'object':
      for (const [key, value] of term.entries) {
        addReferenceResults(key, isBound, results)
        addReferenceResults(value, isBound, results)
      }
      return
    case 'call':
      for (const arg of term.args) addReferenceResults(arg, isBound, results)
      return
    default:
      return
  }
}

function callResults(expr: CallExprDraft, arity: Arity, isBound: IsBound): Set<string> {
  const inputs = arity(expr.operator)
  if (inputs === undefined) return new Set()
  const results = referenceResults(termsOf(expr), isBound)
  if (inputs >= expr.args.length) return results
  let bound = true
  for (const arg of expr.args.slice(0, inputs)) {
    addVariables(arg, resultVariables, (name) => {
      bound &&= results.has(name) || isBound(name)
    })
  }
  if (!bound) return new Set()
  for (const arg of expr.args.slice(inputs)) {
    addVariables(arg, resultVariables, (name) => results.add(name))
  }
  return results
}

function equationResults(expr: CallExprDraft, isBound: IsBound): Set<string> {
  const [left, right] = expr.args
  if (left === undefined || right === undefined || expr.args.length !== 2) return new Set()
  const results = referenceResults(termsOf(expr), isBound)
  // What stands left of `:=` is only ever bound by it: the right side is not found by way of the left.
  const assigned = new Set<string>()
  if (expr.assigned) addVariables(left, {}, (name) => assigned.add(name))
  const known = (name: string): boolean =>
    (results.has(name) || isBound(name)) && !assigned.has(name)
  for (const name of unifiedVariables(left, right, known)) results.add(name)
  return newOnly(results, isBound)
}

export function containsClosure(expr: DraftExpr): boolean {
  return bodiesOf(expr).length > 0 || termsOf(expr).some(holdsComprehension)
}

function holdsComprehension(term: DraftTerm): boolean {
  switch (term.kind) {
    case 'comprehension':
      return true
    case 'ref':
      return term.terms.some(holdsComprehension)
    case 'array':
    case 'set':
      return term.items.some(holdsComprehension)
    case 'object':
      return term.entries.some((entry) => entry.some(holdsComprehension))
    case 'call':
      return term.args.some(holdsComprehension)
    default:
      return false
  }
}
