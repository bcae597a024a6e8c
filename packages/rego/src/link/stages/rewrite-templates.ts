import type { DraftExpr, DraftTerm, ItemsDraft, TemplateDraft } from '../draft/draft.ts'
import { equation, isTrue, operatorNamed, scalar, variable } from '../draft/make.ts'
import type { NameSource } from '../draft/name-source.ts'
import { builtinName } from '../draft/operators.ts'
import { printName } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { addVariables, everything, ownVariables, variablesOf } from '../draft/variables.ts'
import type { IsBound } from '../safety/bound-terms.ts'
import { bodyResults } from '../safety/expression-results.ts'

/** Makes `$"{x} text"` a call of `internal.template_string`, with expressions as sets that may be empty. */
export function rewriteTemplates(program: ProgramDraft): void {
  for (const module of program.modules) {
    for (const rule of module.all) {
      if (!rule.uses.template) continue
      const { head } = rule
      const known = new Set(['input', 'data'])
      for (const arg of head.args) addVariables(arg, everything, (name) => known.add(name))
      const writer = new TemplateWriter(program, program.names)
      const isBound = writer.body(rule.body, (name) => known.has(name))
      for (const [i, arg] of head.args.entries()) head.args[i] = writer.term(arg, isBound)
      if (head.key !== undefined) head.key = writer.term(head.key, isBound)
      if (head.value !== undefined) head.value = writer.term(head.value, isBound)
      for (let i = 1; i < head.terms.length; i++) {
        const step = head.terms[i]
        if (step !== undefined) head.terms[i] = writer.term(step, isBound)
      }
    }
  }
}

export class TemplateWriter {
  readonly #program: ProgramDraft
  readonly #names: NameSource

  constructor(program: ProgramDraft, names: NameSource) {
    this.#program = program
    this.#names = names
  }

  /** Gives what is bound after the body. */
  body(body: readonly DraftExpr[], isBound: IsBound): IsBound {
    const results = bodyResults(body, this.#program.arity, isBound)
    const known = (name: string): boolean => results.has(name) || isBound(name)
    for (const expr of body) this.#expr(expr, known)
    return known
  }

  #expr(expr: DraftExpr, isBound: IsBound): void {
    switch (expr.kind) {
      case 'term':
        expr.term = this.term(expr.term, isBound)
        break
      case 'call':
        this.#terms(expr.operator.terms, isBound)
        this.#terms(expr.args, isBound)
        break
      case 'every': {
        expr.domain = this.term(expr.domain, isBound)
        const names = new Set([expr.key?.name, expr.value.name])
        this.body(expr.body, (name) => names.has(name) || isBound(name))
        break
      }
      case 'not':
        for (const inner of expr.body) this.#expr(inner, isBound)
        break
      case 'logical':
        for (const inner of [...expr.left, ...expr.right]) this.#expr(inner, isBound)
        break
    }
    for (const modifier of expr.with) modifier.value = this.term(modifier.value, isBound)
  }

  term(term: DraftTerm, isBound: IsBound): DraftTerm {
    switch (term.kind) {
      case 'scalar':
      case 'var':
        return term
      case 'ref':
        this.#terms(term.terms, isBound)
        return term
      case 'array':
      case 'set':
        this.#terms(term.items, isBound)
        return term
      case 'object':
        for (const entry of term.entries) {
          entry[0] = this.term(entry[0], isBound)
          entry[1] = this.term(entry[1], isBound)
        }
        return term
      case 'call':
        this.#terms(term.args, isBound)
        return term
      case 'comprehension': {
        const inside = this.body(term.body, isBound)
        if (term.key !== undefined) term.key = this.term(term.key, inside)
        term.value = this.term(term.value, inside)
        return term
      }
      case 'template':
        return this.#template(term, isBound)
    }
  }

  #terms(terms: DraftTerm[], isBound: IsBound): void {
    for (const [i, term] of terms.entries()) terms[i] = this.term(term, isBound)
  }

  #template({ parts, location }: TemplateDraft, isBound: IsBound): DraftTerm {
    const items: DraftTerm[] = []
    if (parts.length === 0) items.push(scalar('', location))
    for (const part of parts) {
      const item = part.kind === 'scalar' ? part : this.#part(part, isBound)
      if (item !== undefined) items.push(item)
    }
    const operator = operatorNamed('internal', location)
    operator.terms.push(scalar('template_string', location))
    return { kind: 'call', operator, args: [{ kind: 'array', items, location }], location }
  }

  #part(part: DraftExpr, isBound: IsBound): DraftTerm | undefined {
    const term = this.#partTerm(part)
    if (term === undefined) return undefined
    const { location } = term
    if (term.kind === 'var' || this.#isAlwaysDefined(term)) {
      const alone: ItemsDraft = { kind: 'set', items: [term], location }
      return alone
    }
    for (const name of [...variablesOf(term, ownVariables)].sort()) {
      if (isBound(name)) continue
      const shown = printName(this.#program.original(name))
      this.#refuse(`var ${shown} is undeclared`, location)
    }
    const inner = this.term(term, isBound)
    const name = this.#names.generate()
    const capture = { ...equation(variable(name, location), inner, location), generated: false }
    capture.with = part.with
    return {
      kind: 'comprehension',
      collects: 'set',
      key: undefined,
      value: variable(name, location),
      body: [capture],
      location,
    }
  }

  #partTerm(part: DraftExpr): DraftTerm | undefined {
    if (part.kind === 'term') return part.term
    if (part.kind !== 'call') {
      this.#refuse('unexpected template-string expression type', part.location)
      return undefined
    }
    const name = builtinName(part.operator)
    if (name !== undefined && this.#program.builtins.get(name)?.enumerate !== undefined) {
      const message = `illegal call to relation built-in '${name}' that may cause multiple outputs`
      this.#refuse(message, part.location)
      return undefined
    }
    const { operator, args, location } = part
    return { kind: 'call', operator, args, location }
  }

  /** A rule that has a value whatever happens: with a default, a set, or one constant. */
  #isAlwaysDefined(term: DraftTerm): boolean {
    if (term.kind !== 'ref' || term.terms.length < 2) return false
    const rules = this.#program.tree.find(term.terms)?.rules
    const first = rules?.[0]
    if (rules === undefined || first === undefined || first.head.args.length > 0) return false
    if (first.head.key !== undefined || rules.some((rule) => rule.default)) return true
    const isEmpty = first.body.length === 0 || (first.body.length === 1 && first.body.every(isTrue))
    return rules.length === 1 && isEmpty && isGround(first.head.value)
  }

  #refuse(message: string, location: DraftTerm['location']): void {
    this.#program.refuse('rego_compile_error', message, location)
  }
}

function isGround(term: DraftTerm | undefined): boolean {
  switch (term?.kind) {
    case 'scalar':
    case 'var':
      return true
    case 'array':
    case 'set':
      return term.items.every((item) => item.kind !== 'var' && isGround(item))
    case 'object':
      return term.entries.every((entry) =>
        entry.every((inner) => inner.kind !== 'var' && isGround(inner)),
      )
    default:
      return false
  }
}
