import type { DraftExpr, DraftTerm, DraftWith } from './draft.ts'

/** Which variables a walk leaves out. */
export interface VariableOptions {
  /** The first term of references. */
  readonly skipHeads?: boolean
  /** Comprehensions, template strings, the bodies of `every`, `not {}`, `and`, `or`. */
  readonly skipClosures?: boolean
  /** The name that is called, and the first name of what a `with` replaces. */
  readonly skipOperators?: boolean
  readonly skipSets?: boolean
  readonly skipKeys?: boolean
  /** Asked at `not {}`, `and`, `or` under `skipClosures`: what they want from outside. */
  readonly ofClosure?: (expr: DraftExpr, add: (name: string) => void) => void
}

type Add = (name: string, term: DraftTerm) => void

export const everything: VariableOptions = {}
/** What an expression itself needs or gives. */
export const ownVariables: VariableOptions = { skipOperators: true, skipClosures: true }
/** The parts of a pattern that can be bound. */
export const patternVariables: VariableOptions = {
  skipHeads: true,
  skipKeys: true,
  skipClosures: true,
}
export const resultVariables: VariableOptions = { ...patternVariables, skipSets: true }
export const stepVariables: VariableOptions = { skipHeads: true }

export function variablesOfBody(body: readonly DraftExpr[], options: VariableOptions): Set<string> {
  const names = new Set<string>()
  for (const expr of body) addVariablesOfExpr(expr, options, (name) => names.add(name))
  return names
}

export function variablesOf(term: DraftTerm, options: VariableOptions): Set<string> {
  const names = new Set<string>()
  addVariables(term, options, (name) => names.add(name))
  return names
}

export function addVariablesOfExpr(expr: DraftExpr, options: VariableOptions, add: Add): void {
  const { skipClosures } = options
  switch (expr.kind) {
    case 'term':
      addVariables(expr.term, options, add)
      break
    case 'call':
      addOfCall(expr.operator.terms, expr.args, options, add)
      break
    case 'some':
      for (const name of expr.names) add(name.name, name)
      break
    case 'some-in':
      if (expr.key !== undefined) addVariables(expr.key, options, add)
      addVariables(expr.value, options, add)
      addVariables(expr.domain, options, add)
      break
    case 'every':
      if (skipClosures) {
        addVariables(expr.domain, options, add)
        return
      }
      if (expr.key !== undefined) add(expr.key.name, expr.key)
      add(expr.value.name, expr.value)
      addVariables(expr.domain, options, add)
      for (const inner of expr.body) addVariablesOfExpr(inner, options, add)
      break
    case 'not':
      if (skipClosures) options.ofClosure?.(expr, (name) => add(name, nothing))
      else for (const inner of expr.body) addVariablesOfExpr(inner, options, add)
      break
    case 'logical':
      if (skipClosures) options.ofClosure?.(expr, (name) => add(name, nothing))
      else {
        for (const inner of expr.left) addVariablesOfExpr(inner, options, add)
        for (const inner of expr.right) addVariablesOfExpr(inner, options, add)
      }
      break
  }
  for (const modifier of expr.with) addVariablesOfWith(modifier, options, add)
}

const nothing: DraftTerm = {
  kind: 'scalar',
  value: null,
  location: { file: '', row: 0, col: 0, offset: 0, end: 0 },
}

export function addVariablesOfWith(
  { target, value }: DraftWith,
  options: VariableOptions,
  add: Add,
): void {
  if (!options.skipOperators) {
    addVariables(target, options, add)
    addVariables(value, options, add)
    return
  }
  if (target.kind === 'ref') addSteps(target.terms, options, add)
  if (value.kind === 'ref') addSteps(value.terms, options, add)
  else addVariables(value, options, add)
}

export function addVariables(term: DraftTerm, options: VariableOptions, add: Add): void {
  switch (term.kind) {
    case 'scalar':
      return
    case 'var':
      add(term.name, term)
      return
    case 'ref':
      if (options.skipHeads) addSteps(term.terms, options, add)
      else for (const step of term.terms) addVariables(step, options, add)
      return
    case 'set':
      if (options.skipSets) return
      for (const item of term.items) addVariables(item, options, add)
      return
    case 'array':
      for (const item of term.items) addVariables(item, options, add)
      return
    case 'object':
      for (const [key, value] of term.entries) {
        if (!options.skipKeys) addVariables(key, options, add)
        addVariables(value, options, add)
      }
      return
    case 'call':
      addOfCall(term.operator.terms, term.args, options, add)
      return
    case 'comprehension':
      if (options.skipClosures) return
      if (term.key !== undefined) addVariables(term.key, options, add)
      addVariables(term.value, options, add)
      for (const expr of term.body) addVariablesOfExpr(expr, options, add)
      return
    case 'template':
      if (options.skipClosures) return
      for (const part of term.parts) {
        if (part.kind !== 'scalar') addVariablesOfExpr(part, options, add)
      }
      return
  }
}

function addOfCall(
  operator: readonly DraftTerm[],
  args: readonly DraftTerm[],
  options: VariableOptions,
  add: Add,
): void {
  if (options.skipOperators || options.skipHeads) addSteps(operator, options, add)
  else for (const term of operator) addVariables(term, options, add)
  for (const arg of args) addVariables(arg, options, add)
}

function addSteps(terms: readonly DraftTerm[], options: VariableOptions, add: Add): void {
  for (let i = 1; i < terms.length; i++) {
    const step = terms[i]
    if (step !== undefined) addVariables(step, options, add)
  }
}
