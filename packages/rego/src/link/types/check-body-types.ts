import type { Builtin } from '../../builtins/builtin.ts'
import type { Diagnostic } from '../../syntax/diagnostic.ts'
import type {
  CallExprDraft,
  ComprehensionDraft,
  DraftExpr,
  DraftTerm,
  RefDraft,
} from '../draft/draft.ts'
import { builtinName, isUnify, isVoidName } from '../draft/operators.ts'
import { printReference } from '../draft/print-draft.ts'
import { bodiesOf, termsOf } from '../draft/walk.ts'
import { checkReference } from './check-reference.ts'
import { areCompatible, isPartial } from './compatible-types.ts'
import { infer, inferEqual } from './infer-types.ts'
import {
  arrayType,
  declaredType,
  type FunctionType,
  isAnything,
  type Known,
  objectType,
  setType,
} from './inferred.ts'
import { printType } from './print-type.ts'
import type { TypeScope } from './type-scope.ts'

/** What is wrong with the types in a body. What becomes known of its variables goes to the scope. */
export function checkBodyTypes(scope: TypeScope, body: readonly DraftExpr[]): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const expr of body) {
    const inner = checkComprehensions(scope, expr)
    const references: Diagnostic[] = []
    checkReferences(scope, expr, references)
    found.push(...inner, ...references)
    const own = checkExpr(scope, expr)
    if (own === undefined) continue
    // Where something unknown is to blame, what made it unknown has been said already.
    if (inner.length + references.length > 0 && own.unknown) continue
    found.push(own.diagnostic)
  }
  return found
}

/** The last comprehension with mistakes speaks for all. */
function checkComprehensions(scope: TypeScope, expr: DraftExpr): Diagnostic[] {
  let found: Diagnostic[] = []
  const visit = (term: DraftTerm): void => {
    switch (term.kind) {
      case 'comprehension': {
        const diagnostics = checkComprehension(scope, term)
        if (diagnostics.length > 0) found = diagnostics
        return
      }
      case 'ref':
        for (const step of term.terms) visit(step)
        return
      case 'array':
      case 'set':
        for (const item of term.items) visit(item)
        return
      case 'object':
        for (const entry of term.entries) for (const inner of entry) visit(inner)
        return
      default:
        return
    }
  }
  const visitExpr = (inner: DraftExpr): void => {
    for (const term of termsOf(inner)) visit(term)
    for (const body of bodiesOf(inner)) for (const one of body) visitExpr(one)
  }
  visitExpr(expr)
  return found
}

function checkComprehension(scope: TypeScope, term: ComprehensionDraft): Diagnostic[] {
  const inner = scope.inner()
  const diagnostics = checkBodyTypes(inner, term.body)
  if (diagnostics.length > 0) {
    scope.remember(term, undefined)
    return diagnostics
  }
  const value = inner.type(term.value)
  const key = term.key === undefined ? undefined : inner.type(term.key)
  if (term.collects === 'array') scope.remember(term, arrayType([], value))
  else if (term.collects === 'set') scope.remember(term, setType(value))
  else scope.remember(term, objectType([], { key, value }))
  return []
}

function checkReferences(scope: TypeScope, expr: DraftExpr, found: Diagnostic[]): void {
  const visit = (term: DraftTerm): void => {
    switch (term.kind) {
      case 'ref': {
        const wrong = checkReference(scope, term)
        if (wrong !== undefined) found.push(wrong)
        return
      }
      case 'array':
      case 'set':
        for (const item of term.items) visit(item)
        return
      case 'object':
        for (const entry of term.entries) for (const inner of entry) visit(inner)
        return
      default:
        return
    }
  }
  if (expr.kind === 'term') visit(expr.term)
  else if (expr.kind === 'call') for (const arg of expr.args) visit(arg)
  else if (expr.kind === 'every') visit(expr.domain)
  for (const body of bodiesOf(expr)) for (const inner of body) checkReferences(scope, inner, found)
}

interface Found {
  readonly diagnostic: Diagnostic
  /** Something that is not known takes part. */
  readonly unknown: boolean
}

function checkExpr(scope: TypeScope, expr: DraftExpr): Found | undefined {
  for (const { target, value, location } of expr.with) {
    const replaced = scope.type(target)
    const replacement = scope.type(value)
    if (replaced?.kind !== 'function' || replacement?.kind !== 'function') continue
    if (areCompatible(replaced, replacement) || target.kind !== 'ref') continue
    const problem = argumentError(scope, target, 'arity mismatch', replacement.args, false)
    return { ...problem, diagnostic: { ...problem.diagnostic, location } }
  }
  if (expr.kind !== 'call') return undefined
  return isUnify(expr) ? checkEquation(scope, expr) : checkCallTypes(scope, expr)
}

function checkEquation(scope: TypeScope, expr: CallExprDraft): Found | undefined {
  const [left, right] = expr.args
  if (left === undefined || right === undefined) return undefined
  const leftType = scope.type(left)
  const rightType = scope.type(right)
  if (inferEqual(scope, left, right, leftType, rightType)) return undefined
  const details = [`left  : ${printType(leftType)}`, `right : ${printType(rightType)}`]
  return {
    diagnostic: {
      code: 'rego_type_error',
      message: 'match error',
      location: expr.location,
      details,
    },
    unknown: isPartial(leftType) || isPartial(rightType),
  }
}

function checkCallTypes(scope: TypeScope, expr: CallExprDraft): Found | undefined {
  const { operator, args, location } = expr
  const type = functionType(scope, operator)
  if (type === undefined) return undefined
  if (type === 'not a function') {
    const message = `undefined function ${printReference(operator.terms, scope.program.original)}`
    return { diagnostic: { code: 'rego_type_error', message, location }, unknown: false }
  }
  const wanted = [...type.args, ...(type.result === undefined ? [] : [type.result])]
  const before = args.map((arg) => scope.type(arg))
  for (const [i, arg] of args.entries()) {
    const want = i < wanted.length ? wanted[i] : type.variadic
    const have = before[i]
    const fits = isPartial(have) || areCompatible(have, want)
    if (fits && infer(scope, arg, want, false)) continue
    const shown = fits ? args.map((one) => scope.type(one)) : before
    const problem = argumentError(scope, operator, 'invalid argument(s)', shown, true)
    return { ...problem, diagnostic: { ...problem.diagnostic, location } }
  }
  return undefined
}

/** undefined where nothing is known of the function, which had mistakes of its own. */
function functionType(
  scope: TypeScope,
  operator: RefDraft,
): FunctionType | 'not a function' | undefined {
  const name = builtinName(operator)
  const declared = name === undefined ? undefined : scope.builtin(name)
  const type = declared ?? scope.reference(operator)
  if (type?.kind === 'function') {
    return declared !== undefined && name !== undefined && isVoidName(name)
      ? { ...type, result: undefined }
      : type
  }
  const rules = scope.program.tree.find(operator.terms)?.rules ?? []
  const isFunction = rules.some(({ head }) => head.args.length > 0)
  return isFunction && isAnything(type) ? undefined : isFunction ? undefined : 'not a function'
}

/** `sum: invalid argument(s)`, with what was given and what is wanted. */
export function argumentError(
  scope: TypeScope,
  operator: RefDraft,
  problem: string,
  have: readonly Known[],
  withResult: boolean,
): Found {
  const name = printReference(operator.terms, scope.program.original)
  const details = [
    `have: (${have.map(printType).join(', ')})`,
    `want: ${wantedArguments(scope, operator, withResult)}`,
  ]
  return {
    diagnostic: {
      code: 'rego_type_error',
      message: `${name}: ${problem}`,
      location: operator.location,
      details,
    },
    unknown: have.some(isPartial),
  }
}

function wantedArguments(scope: TypeScope, operator: RefDraft, withResult: boolean): string {
  const name = builtinName(operator)
  const builtin = name === undefined ? undefined : scope.program.builtins.get(name)
  if (builtin !== undefined) return declaredArguments(builtin, withResult)
  const type = scope.reference(operator)
  if (type?.kind !== 'function') return '()'
  const types = withResult && type.result !== undefined ? [...type.args, type.result] : type.args
  return `(${types.map(printType).join(', ')})`
}

function declaredArguments(builtin: Builtin, withResult: boolean): string {
  const { args, result, variadic } = builtin
  const shown = args.map((arg) => named(arg.name, declaredType(arg.type)))
  if (withResult && !isVoidName(builtin.name)) {
    shown.push(named(result.name, declaredType(result.type)))
  }
  if (variadic !== undefined) shown.push(`${printType(declaredType(variadic))}...`)
  return `(${shown.join(', ')})`
}

function named(name: string, type: Known): string {
  return name === '' ? printType(type) : `${name}: ${printType(type)}`
}
