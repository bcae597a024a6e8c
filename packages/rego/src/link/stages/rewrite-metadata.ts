import type { Value } from '../../values/value.ts'
import { constantTerm } from '../draft/constant-term.ts'
import type { DraftExpr, DraftRule, DraftTerm } from '../draft/draft.ts'
import { equation } from '../draft/make.ts'
import { builtinName } from '../draft/operators.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { bodiesOf, headTerms, termsOf, walkTerms } from '../draft/walk.ts'
import { AnnotationSet, ownAnnotations } from '../metadata/annotation-set.ts'
import { annotationValue } from '../metadata/annotation-value.ts'

/** Puts what `rego.metadata.rule()` and `rego.metadata.chain()` give in their places. */
export function rewriteMetadata(program: ProgramDraft): void {
  const annotations = new AnnotationSet(program)
  for (const module of program.modules) {
    for (const rule of module.all) {
      if (rule.uses.metadata) rewriteRule(annotations, rule)
    }
  }
}

function rewriteRule(set: AnnotationSet, rule: DraftRule): void {
  const values = new Map<string, Value>()
  const [own] = ownAnnotations(rule)
  values.set('rego.metadata.rule', own === undefined ? {} : annotationValue(own))
  values.set('rego.metadata.chain', chainValue(set, rule))
  rule.body = rule.body.map((expr) => rewriteExpr(expr, values))
  for (const term of headTerms(rule.head)) rewriteInTerm(term, values)
}

function chainValue(set: AnnotationSet, rule: DraftRule): Value {
  return set.chain(rule).map(({ path, annotations }): Value => {
    return annotations === undefined
      ? { path: [...path] }
      : { path: [...path], annotations: annotationValue(annotations) }
  })
}

function rewriteExpr(expr: DraftExpr, values: ReadonlyMap<string, Value>): DraftExpr {
  for (const term of termsOf(expr)) rewriteInTerm(term, values)
  for (const body of bodiesOf(expr)) rewriteBody(body, values)
  if (expr.kind !== 'call') return expr
  const name = builtinName(expr.operator)
  const value = name === undefined ? undefined : values.get(name)
  if (value === undefined) return expr
  const constant = constantTerm(value, expr.location)
  const [result] = expr.args
  if (result !== undefined) return equation(result, constant, expr.location)
  const { location } = expr
  return { kind: 'term', term: constant, negated: false, with: [], location, generated: true }
}

function rewriteBody(body: DraftExpr[], values: ReadonlyMap<string, Value>): void {
  for (const [i, expr] of body.entries()) body[i] = rewriteExpr(expr, values)
}

function rewriteInTerm(term: DraftTerm, values: ReadonlyMap<string, Value>): void {
  walkTerms(term, (inner) => {
    if (inner.kind !== 'comprehension') return true
    rewriteBody(inner.body, values)
    return false
  })
}
