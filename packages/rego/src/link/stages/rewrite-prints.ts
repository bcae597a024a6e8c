import type { CallExprDraft, DraftExpr, DraftTerm } from '../draft/draft.ts'
import { equation, operatorNamed, scalar, variable } from '../draft/make.ts'
import { isGenerated } from '../draft/name-source.ts'
import { isNamed } from '../draft/operators.ts'
import { printName } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import {
  addVariables,
  everything,
  ownVariables,
  variablesOf,
  variablesOfBody,
} from '../draft/variables.ts'
import { bodiesOf, headTerms, termsOf, walkTerms } from '../draft/walk.ts'
import type { IsBound } from '../safety/bound-terms.ts'
import { bodyResults, containsClosure } from '../safety/expression-results.ts'

/** Takes calls of `print` out, or gives each argument as a set, which is empty where there is no value. */
export function rewritePrints(program: ProgramDraft): void {
  for (const module of program.modules) {
    for (const rule of module.all) {
      if (!rule.uses.print) continue
      const known = new Set(['input', 'data'])
      for (const arg of rule.head.args) addVariables(arg, everything, (name) => known.add(name))
      const rewrite = printRewriter(program)
      for (const term of headTerms(rule.head))
        rewriteInTerm(term, (body) => rewrite(body, (name) => known.has(name)))
      rule.body = rewrite(rule.body, (name) => known.has(name))
    }
  }
}

type Rewrite = (body: DraftExpr[], isBound: IsBound) => DraftExpr[]

export function printRewriter(program: ProgramDraft): Rewrite {
  return program.keepPrint ? (body, isBound) => keep(program, body, isBound) : erase
}

function erase(body: DraftExpr[]): DraftExpr[] {
  const kept = body.filter((expr) => !isPrint(expr))
  for (const expr of kept) rewriteInside(expr, erase)
  return kept
}

function isPrint(expr: DraftExpr): expr is CallExprDraft {
  return expr.kind === 'call' && isNamed(expr.operator, 'print')
}

function keep(program: ProgramDraft, body: DraftExpr[], isBound: IsBound): DraftExpr[] {
  const bound = new Set<string>()
  const known = (name: string): boolean => bound.has(name) || isBound(name)
  return body.map((expr) => {
    let made = expr
    if (containsClosure(expr)) {
      const own = expr.kind === 'every' ? [expr.key?.name, expr.value.name] : []
      const inside = (name: string): boolean => own.includes(name) || known(name)
      rewriteInside(expr, (inner) => keep(program, inner, inside))
    }
    if (isPrint(expr)) made = keptPrint(program, expr, known)
    for (const name of bodyResults([made], program.arity, known)) bound.add(name)
    for (const name of variablesOfBody([made], everything)) {
      if (isGenerated(name) && !program.names.written.has(name)) bound.add(name)
    }
    return made
  })
}

function keptPrint(program: ProgramDraft, expr: CallExprDraft, isBound: IsBound): CallExprDraft {
  for (const arg of expr.args) {
    for (const name of [...variablesOf(arg, ownVariables)].sort()) {
      if (isBound(name)) continue
      const message = `var ${printName(program.original(name))} is undeclared`
      program.refuse('rego_compile_error', message, arg.location)
    }
  }
  const items = expr.args.map((arg): DraftTerm => {
    const { location } = arg
    const name = program.names.generate()
    const capture = { ...equation(variable(name, location), arg, location), generated: false }
    return {
      kind: 'comprehension',
      collects: 'set',
      key: undefined,
      value: variable(name, location),
      body: [capture],
      location,
    }
  })
  const operator = operatorNamed('internal', expr.operator.location)
  operator.terms.push(scalar('print', expr.operator.location))
  return { ...expr, operator, args: [{ kind: 'array', items, location: expr.location }] }
}

function rewriteInside(expr: DraftExpr, rewrite: (body: DraftExpr[]) => DraftExpr[]): void {
  for (const term of termsOf(expr)) rewriteInTerm(term, rewrite)
  if (bodiesOf(expr).length === 0) return
  if (expr.kind === 'every' || expr.kind === 'not') expr.body = rewrite(expr.body)
  else if (expr.kind === 'logical') {
    expr.left = rewrite(expr.left)
    expr.right = rewrite(expr.right)
  }
}

function rewriteInTerm(term: DraftTerm, rewrite: (body: DraftExpr[]) => DraftExpr[]): void {
  walkTerms(term, (inner) => {
    if (inner.kind !== 'comprehension') return true
    inner.body = rewrite(inner.body)
    if (inner.key !== undefined) rewriteInTerm(inner.key, rewrite)
    rewriteInTerm(inner.value, rewrite)
    return false
  })
}
