import type { Location } from '../../syntax/location.ts'
import type {
  CallExprDraft,
  ComprehensionDraft,
  DraftExpr,
  DraftTerm,
  DraftWith,
  EveryDraft,
  LogicalDraft,
  RefDraft,
  SomeInDraft,
} from '../draft/draft.ts'
import { operatorNamed, variable } from '../draft/make.ts'
import { isWildcard } from '../draft/name-source.ts'
import { isAssignment } from '../draft/operators.ts'
import { printDraft, printName } from '../draft/print-draft.ts'
import type { ProgramDraft } from '../draft/program-draft.ts'
import { addVariables, addVariablesOfExpr, everything, variablesOf } from '../draft/variables.ts'
import { expressionResults } from '../safety/expression-results.ts'
import type { LocalScopes } from './local-scopes.ts'
import { refuseUnusedAssigned, refuseUnusedDeclared } from './unused-locals.ts'

type Context = Pick<ProgramDraft, 'names' | 'strict' | 'refuse' | 'diagnostics'>

/**
 * Gives every declared variable a name that is unique in the program and takes the declarations out:
 * what is left binds by `=`.
 */
export class LocalRenamer {
  readonly #context: Context
  readonly scopes: LocalScopes

  constructor(context: Context, scopes: LocalScopes) {
    this.#context = context
    this.scopes = scopes
  }

  /** `used`: the variables that are used where the body's answers go. */
  body(body: readonly DraftExpr[], used: ReadonlySet<string>): DraftExpr[] {
    const before = this.#context.diagnostics.length
    const renamed: DraftExpr[] = []
    for (const expr of body) {
      const made = this.#statement(expr)
      if (made !== undefined) renamed.push(made)
    }
    const { strict, diagnostics } = this.#context
    if (strict && diagnostics.length === before) {
      refuseUnusedAssigned(this.#context, this.scopes, body, renamed, used)
    }
    if (diagnostics.length === before) {
      refuseUnusedDeclared(this.#context, this.scopes, renamed, used)
    }
    return renamed
  }

  #statement(expr: DraftExpr): DraftExpr | undefined {
    switch (expr.kind) {
      case 'some':
        for (const { name } of expr.names) {
          if (this.#declare(name, 'declared', expr.location) === undefined) break
        }
        return undefined
      case 'some-in':
        return this.#someIn(expr)
      case 'every':
        return this.#every(expr)
      case 'not':
        if (!expr.braces) return this.expr(expr)
        this.scopes.enter()
        expr.body = this.body(expr.body, new Set())
        this.#withs(expr.with)
        this.scopes.leave()
        return expr
      case 'logical':
        return this.#logical(expr)
      default:
        return isAssignment(expr) ? this.#assignment(expr) : this.expr(expr)
    }
  }

  #assignment(expr: CallExprDraft): DraftExpr {
    const [target, value] = expr.args
    if (expr.negated) {
      this.#refuse('cannot assign vars inside negated expression', expr.location)
      return expr
    }
    if (target === undefined || value === undefined || expr.args.length !== 2) return expr
    const before = this.#context.diagnostics.length
    expr.args[1] = this.term(value)
    for (const modifier of expr.with) modifier.value = this.term(modifier.value)
    expr.args[0] = this.#target(target)
    if (this.#context.diagnostics.length === before) {
      expr.operator = operatorNamed('eq', expr.operator.location)
      expr.assigned = true
    }
    return expr
  }

  /** What stands left of `:=`. */
  #target(term: DraftTerm): DraftTerm {
    const { location } = term
    switch (term.kind) {
      case 'var':
        return variable(this.#declare(term.name, 'assigned', location) ?? term.name, location)
      case 'array':
        for (const [i, item] of term.items.entries()) term.items[i] = this.#target(item)
        return term
      case 'object':
        for (const entry of term.entries) entry[1] = this.#target(entry[1])
        return term
      case 'ref': {
        const root = rootOf(term)
        if (root === undefined) break
        return variable(this.#declare(root, 'assigned', location) ?? root, location)
      }
    }
    this.#refuse(`cannot assign to ${termName(term)}`, location)
    return term
  }

  /** `some k, v in xs` becomes `v = xs[k]`. */
  #someIn({ key, value, domain, with: modifiers, location }: SomeInDraft): DraftExpr {
    const step = key ?? variable(this.#context.names.generate(), location)
    const place: RefDraft = {
      kind: 'ref',
      terms: domain.kind === 'ref' ? [...domain.terms, step] : [domain, step],
      location: domain.location,
    }
    const expr: CallExprDraft = {
      kind: 'call',
      operator: operatorNamed('eq', location),
      args: [value, place],
      negated: false,
      assigned: false,
      with: modifiers,
      location,
      generated: false,
    }
    const known = variablesOf(domain, everything)
    const bound = expressionResults(
      expr,
      () => undefined,
      (name) => known.has(name),
    )
    for (const name of [...bound].sort()) {
      if (this.#declare(name, 'declared', location) === undefined) return expr
    }
    return this.expr(expr)
  }

  #every(expr: EveryDraft): DraftExpr {
    expr.domain = this.term(expr.domain)
    this.scopes.enter()
    const place = expr.body[0]?.location ?? expr.location
    for (const name of expr.key === undefined ? [expr.value] : [expr.key, expr.value]) {
      if (isWildcard(name.name)) continue
      const made = this.#declare(name.name, 'declared', place, expr.location)
      if (made !== undefined) name.name = made
    }
    expr.body = this.body(expr.body, new Set())
    this.#withs(expr.with)
    this.scopes.leave()
    return expr
  }

  #logical(expr: LogicalDraft): DraftExpr {
    expr.left = this.#operand(expr.left, expr.braces.left)
    expr.right = this.#operand(expr.right, expr.braces.right)
    this.#withs(expr.with)
    return expr
  }

  #operand(body: DraftExpr[], braces: boolean): DraftExpr[] {
    if (!braces) return body.map((expr) => this.expr(expr))
    this.scopes.enter()
    const renamed = this.body(body, new Set())
    this.scopes.leave()
    for (const expr of renamed) {
      // What the operand uses without declaring it counts as used around it.
      addVariablesOfExpr(expr, { skipClosures: true }, (name, { location }) => {
        this.scopes.use(name, location)
      })
    }
    return renamed
  }

  /** An expression that declares nothing. */
  expr(expr: DraftExpr): DraftExpr {
    switch (expr.kind) {
      case 'term':
        expr.term = this.term(expr.term)
        break
      case 'call':
        this.#terms(expr.operator.terms)
        this.#terms(expr.args)
        break
      case 'not':
        expr.body = expr.body.map((inner) => this.expr(inner))
        break
      case 'logical':
        expr.left = expr.left.map((inner) => this.expr(inner))
        expr.right = expr.right.map((inner) => this.expr(inner))
        break
      default:
        return this.#statement(expr) ?? expr
    }
    this.#withs(expr.with)
    return expr
  }

  term(term: DraftTerm): DraftTerm {
    switch (term.kind) {
      case 'scalar':
        return term
      case 'var':
        term.name = this.scopes.use(term.name, term.location)
        return term
      case 'ref':
        return this.#reference(term)
      case 'call':
        this.#refuseShadowed(term.operator, term.location)
        this.#terms(term.operator.terms)
        this.#terms(term.args)
        return term
      case 'array':
      case 'set':
        this.#terms(term.items)
        return term
      case 'object':
        for (const entry of term.entries) {
          entry[0] = this.term(entry[0])
          entry[1] = this.term(entry[1])
        }
        return term
      case 'comprehension':
        this.comprehension(term)
        return term
      case 'template':
        for (const [i, part] of term.parts.entries()) {
          if (part.kind !== 'scalar') term.parts[i] = this.expr(part)
        }
        return term
    }
  }

  comprehension(term: ComprehensionDraft): void {
    const used = variablesOf(term.value, everything)
    if (term.key !== undefined) addVariables(term.key, everything, (name) => used.add(name))
    this.scopes.enter()
    term.body = this.body(term.body, used)
    if (term.key !== undefined) term.key = this.term(term.key)
    term.value = this.term(term.value)
    this.scopes.leave()
  }

  #terms(terms: DraftTerm[]): void {
    for (const [i, term] of terms.entries()) terms[i] = this.term(term)
  }

  #reference(term: RefDraft): DraftTerm {
    const root = rootOf(term)
    if (root === undefined) {
      this.#terms(term.terms)
      return term
    }
    const local = this.scopes.find(root)
    if (local === undefined || local.occurrence === 'seen') return term
    return variable(local.name, term.location)
  }

  /** The target of `with input` is the document, even where a variable is called `input`. */
  #withs(modifiers: readonly DraftWith[]): void {
    for (const modifier of modifiers) {
      const { target } = modifier
      if (target.kind === 'ref') {
        const [head] = target.terms
        const from = head?.kind === 'var' && head.name === 'input' ? 1 : 0
        for (let i = from; i < target.terms.length; i++) {
          const step = target.terms[i]
          if (step !== undefined) target.terms[i] = this.term(step)
        }
      } else modifier.target = this.term(target)
      modifier.value = this.term(modifier.value)
    }
  }

  #refuseShadowed(operator: RefDraft, location: Location): void {
    for (const name of variablesOf(operator, everything)) {
      const local = this.scopes.find(name)
      if (local === undefined || local.name === name) continue
      this.#refuse(`called function ${printDraft(operator)} shadowed`, location)
    }
  }

  #declare(
    name: string,
    occurrence: 'assigned' | 'declared',
    location: Location,
    place: Location = location,
  ): string | undefined {
    const made = this.scopes.declare(name, occurrence, location)
    if ('name' in made) return made.name
    this.#refuse(made.refusal.replace(name, printName(name)), place)
    return undefined
  }

  #refuse(message: string, location: Location): void {
    this.#context.refuse('rego_compile_error', message, location)
  }
}

/** `input` or `data` alone. */
function rootOf({ terms }: RefDraft): string | undefined {
  const [head] = terms
  if (terms.length !== 1 || head?.kind !== 'var') return undefined
  return head.name === 'input' || head.name === 'data' ? head.name : undefined
}

/** What messages call a term. */
function termName(term: DraftTerm): string {
  switch (term.kind) {
    case 'scalar':
      if (term.value === null) return 'null'
      return typeof term.value === 'string' || typeof term.value === 'boolean'
        ? typeof term.value
        : 'number'
    case 'comprehension':
      return `${term.collects}comprehension`
    case 'template':
      return 'templatestring'
    default:
      return term.kind
  }
}
