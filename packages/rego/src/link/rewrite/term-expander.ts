import type { CallExprDraft, DraftExpr, DraftTerm, RefDraft } from '../draft/draft.ts'
import { appendToBody, equation, variable } from '../draft/make.ts'
import type { NameSource } from '../draft/name-source.ts'
import { needsEvaluation } from '../draft/walk.ts'

/**
 * Takes calls out of terms: `f(g(x))` becomes `g(x, y)` and `f(y)`, whether `f` is negated or not. What a
 * reference starts from, and what a comprehension collects, becomes a variable in the same way.
 */
export class TermExpander {
  readonly #names: NameSource

  constructor(names: NameSource) {
    this.#names = names
  }

  body(body: readonly DraftExpr[]): DraftExpr[] {
    const expanded: DraftExpr[] = []
    for (const expr of body) this.#expr(expr, expanded)
    return expanded
  }

  #expr(expr: DraftExpr, into: DraftExpr[]): void {
    for (const modifier of expr.with) modifier.value = this.term(modifier.value, into)
    const from = into.length
    switch (expr.kind) {
      case 'term':
        expr.term = this.term(expr.term, into)
        break
      case 'call':
        for (const [i, arg] of expr.args.entries()) expr.args[i] = this.term(arg, into)
        break
      case 'every': {
        const { location } = expr.domain
        const name = this.#names.generate()
        const domain = equation(variable(name, location), expr.domain, location)
        domain.args[1] = this.term(expr.domain, into)
        into.push(domain)
        expr.domain = variable(name, location)
        expr.body = this.body(expr.body)
        break
      }
      case 'not':
        expr.body = this.body(expr.body)
        break
      case 'logical':
        expr.left = this.body(expr.left)
        expr.right = this.body(expr.right)
        break
    }
    if (expr.with.length > 0) for (const support of into.slice(from)) support.with = expr.with
    into.push(expr)
  }

  /** The term without calls in it; the calls go to `into`. */
  term(term: DraftTerm, into: DraftExpr[]): DraftTerm {
    switch (term.kind) {
      case 'scalar':
      case 'var':
      case 'template':
        return term
      case 'call': {
        const { operator, args, location } = term
        for (const [i, arg] of args.entries()) args[i] = this.term(arg, into)
        const name = this.#names.generate()
        const support: CallExprDraft = {
          kind: 'call',
          operator,
          args: [...args, variable(name, location)],
          negated: false,
          assigned: false,
          with: [],
          location,
          generated: true,
        }
        this.#names.calls.set(name, support)
        into.push(support)
        return variable(name, location)
      }
      case 'ref':
        this.#reference(term, into)
        return term
      case 'array':
      case 'set':
        for (const [i, item] of term.items.entries()) term.items[i] = this.term(item, into)
        return term
      case 'object':
        for (const entry of term.entries) {
          entry[0] = this.term(entry[0], into)
          entry[1] = this.term(entry[1], into)
        }
        return term
      case 'comprehension': {
        const support: DraftExpr[] = []
        if (term.key !== undefined) term.key = this.term(term.key, support)
        term.value = this.term(term.value, support)
        appendToBody(term.body, support)
        term.body = this.body(term.body)
        if (term.key !== undefined) term.key = this.asVariable(term.key, term.body)
        term.value = this.asVariable(term.value, term.body)
        return term
      }
    }
  }

  /** A term that has to be evaluated becomes a variable, which the end of the body binds. */
  asVariable(term: DraftTerm, body: DraftExpr[]): DraftTerm {
    if (!needsEvaluation(term)) return term
    const name = this.#names.generate()
    appendToBody(body, [equation(variable(name, term.location), term, term.location)])
    return variable(name, term.location)
  }

  #reference({ terms }: RefDraft, into: DraftExpr[]): void {
    for (const [i, step] of terms.entries()) terms[i] = this.term(step, into)
    const [head] = terms
    if (head === undefined || head.kind === 'var' || head.kind === 'scalar') return
    const name = this.#names.generate()
    into.push(equation(variable(name, head.location), head, head.location))
    terms[0] = variable(name, head.location)
  }
}
