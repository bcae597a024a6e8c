import type { DraftExpr, DraftTerm } from '../draft/draft.ts'
import { isUnify } from '../draft/operators.ts'
import {
  addVariables,
  addVariablesOfExpr,
  ownVariables,
  resultVariables,
  type VariableOptions,
  variablesOfBody,
} from '../draft/variables.ts'
import { termsOf } from '../draft/walk.ts'
import { type Arity, expressionResults } from './expression-results.ts'

/** The variables of an expression itself, with those that `not x`, `a and b`, `a or b` want from outside. */
export function ownVariablesWith(arity: Arity): VariableOptions {
  return {
    ...ownVariables,
    ofClosure(expr, add) {
      if (expr.kind === 'not') {
        if (!expr.braces) addNeeds(expr.body, arity, add)
      } else if (expr.kind === 'logical') {
        if (!expr.braces.left) addNeeds(expr.left, arity, add)
        if (!expr.braces.right) addNeeds(expr.right, arity, add)
      }
    },
  }
}

/**
 * The variables of an operand without braces that must come from outside: those that it does not both
 * bind and use itself.
 */
function addNeeds(body: readonly DraftExpr[], arity: Arity, add: (name: string) => void): void {
  const uses = new Map<string, number>()
  for (const expr of body) {
    for (const name of variablesOfBody([expr], ownVariables)) {
      uses.set(name, (uses.get(name) ?? 0) + 1)
    }
  }
  const bound = body.length === 1 ? new Set<string>() : boundNames(body, arity)
  for (const [name, count] of uses) if (count === 1 || !bound.has(name)) add(name)
}

function boundNames(body: readonly DraftExpr[], arity: Arity): Set<string> {
  const bound = new Set<string>()
  const nothing = (): boolean => false
  for (const expr of body) {
    if (expr.kind !== 'call') continue
    if (isUnify(expr)) {
      for (const name of expressionResults(expr, arity, nothing)) bound.add(name)
      continue
    }
    const inputs = arity(expr.operator)
    if (inputs === undefined) continue
    for (const arg of expr.args.slice(inputs)) {
      addVariables(arg, resultVariables, (name) => bound.add(name))
    }
  }
  return bound
}

/** Every variable in the bodies inside an expression, whose value may come from around it. */
export function closureVariables(expr: DraftExpr): Set<string> {
  const names = new Set<string>()
  const add = (name: string): void => {
    names.add(name)
  }
  const inside: VariableOptions = { skipOperators: true }
  switch (expr.kind) {
    case 'every':
      for (const inner of expr.body) addVariablesOfExpr(inner, inside, add)
      break
    case 'not':
      for (const inner of expr.body) addVariablesOfExpr(inner, inside, add)
      break
    case 'logical':
      for (const inner of expr.left) addVariablesOfExpr(inner, inside, add)
      for (const inner of expr.right) addVariablesOfExpr(inner, inside, add)
      break
  }
  for (const term of termsOf(expr)) addOfComprehensions(term, inside, add)
  return names
}

function addOfComprehensions(
  term: DraftTerm,
  options: VariableOptions,
  add: (name: string) => void,
): void {
  switch (term.kind) {
    case 'comprehension':
      addVariables(term, options, add)
      return
    case 'ref':
      for (const step of term.terms) addOfComprehensions(step, options, add)
      return
    case 'array':
    case 'set':
      for (const item of term.items) addOfComprehensions(item, options, add)
      return
    case 'object':
      for (const [key, value] of term.entries) {
        addOfComprehensions(key, options, add)
        addOfComprehensions(value, options, add)
      }
      return
    case 'call':
      for (const arg of term.args) addOfComprehensions(arg, options, add)
      return
    default:
      return
  }
}
