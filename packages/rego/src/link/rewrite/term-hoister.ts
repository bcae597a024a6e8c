import type { CallExprDraft, DraftExpr, DraftTerm, RefDraft } from '../draft/draft.ts'
import { equation, operatorNamed, variable } from '../draft/make.ts'
import type { NameSource } from '../draft/name-source.ts'
import { isNamed, isUnify } from '../draft/operators.ts'

/**
 * Takes references and comprehensions out of other terms, in front of the expression they stand in, even
 * where that one is negated: `not f(input.x)` becomes `y = input.x` and `not f(y)`, so that an undefined
 * `input.x` makes the whole body undefined. What `not`, `=` and `==` see directly stays.
 */
export class TermHoister {
  readonly #names: NameSource
  readonly #equals: 'unified' | 'called'

  /** `equals`: whether `==` becomes `=`, now that everything is bound. */
  constructor(names: NameSource, equals: 'unified' | 'called') {
    this.#names = names
    this.#equals = equals
  }

  body(body: readonly DraftExpr[]): DraftExpr[] {
    const hoisted: DraftExpr[] = []
    for (const expr of body) {
      this.#expr(expr, hoisted)
      hoisted.push(expr)
    }
    return hoisted
  }

  #expr(expr: DraftExpr, into: DraftExpr[]): void {
    switch (expr.kind) {
      case 'call':
        this.#call(expr, into)
        return
      case 'term':
        expr.term = this.#direct(expr.term, expr, into)
        return
      case 'every':
        expr.domain = this.#nested(expr.domain, expr, into)
        expr.body = this.body(expr.body)
        return
      case 'not':
        expr.body = this.body(expr.body)
        return
      case 'logical':
        expr.left = this.body(expr.left)
        expr.right = this.body(expr.right)
    }
  }

  #call(expr: CallExprDraft, into: DraftExpr[]): void {
    const { operator, args } = expr
    if (this.#equals === 'unified' && args.length === 2 && isNamed(operator, 'equal')) {
      expr.operator = operatorNamed('eq', operator.location)
    }
    const direct = isUnify(expr)
    for (const [i, arg] of args.entries()) {
      args[i] = direct ? this.#direct(arg, expr, into) : this.#nested(arg, expr, into)
    }
  }

  /** A term that the expression itself reads. */
  #direct(term: DraftTerm, expr: DraftExpr, into: DraftExpr[]): DraftTerm {
    if (term.kind === 'ref') {
      this.#steps(term, expr, into)
      return term
    }
    if (term.kind === 'comprehension') {
      term.body = this.body(term.body)
      return term
    }
    return this.#nested(term, expr, into)
  }

  #nested(term: DraftTerm, expr: DraftExpr, into: DraftExpr[]): DraftTerm {
    switch (term.kind) {
      case 'ref':
        this.#steps(term, expr, into)
        return this.#hoist(term, expr, into)
      case 'comprehension':
        term.body = this.body(term.body)
        return this.#hoist(term, expr, into)
      case 'array':
      case 'set':
        for (const [i, item] of term.items.entries()) term.items[i] = this.#nested(item, expr, into)
        return term
      case 'object':
        for (const entry of term.entries) {
          entry[0] = this.#nested(entry[0], expr, into)
          entry[1] = this.#nested(entry[1], expr, into)
        }
        return term
      default:
        return term
    }
  }

  #steps({ terms }: RefDraft, expr: DraftExpr, into: DraftExpr[]): void {
    for (let i = 1; i < terms.length; i++) {
      const step = terms[i]
      if (step !== undefined) terms[i] = this.#nested(step, expr, into)
    }
  }

  #hoist(term: DraftTerm, expr: DraftExpr, into: DraftExpr[]): DraftTerm {
    const { location } = term
    const name = this.#names.generate()
    const bound = equation(variable(name, location), term, location)
    bound.with = expr.with
    into.push(bound)
    return variable(name, location)
  }
}
