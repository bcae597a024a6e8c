import type { Body, Expr, RefTerm, Term, VarTerm, With } from '../../syntax/ast.ts'
import type { Location } from '../../syntax/location.ts'
import { declaredNames } from './declared-names.ts'
import type {
  CallExprDraft,
  DraftExpr,
  DraftTerm,
  DraftWith,
  RefDraft,
  TermExprDraft,
  Uses,
} from './draft.ts'
import { scalar, variable } from './make.ts'
import type { NameSource } from './name-source.ts'
import { builtinName } from './operators.ts'
import type { ProgramDraft } from './program-draft.ts'

/** A rule or an import that a name stands for. */
export interface Global {
  /** From `data` or `input` on. */
  readonly path: readonly string[]
  used: boolean
}

export type Globals = ReadonlyMap<string, Global>

/** Copies what was parsed, with every name of a rule or an import replaced by what it stands for. */
export class TermReader {
  readonly #globals: Globals
  readonly #names: NameSource
  readonly #uses: Uses
  readonly #called: Set<string>
  readonly #isBuiltin: (name: string) => boolean
  /** Names that are declared around the place that is read: they are variables, whatever they are elsewhere. */
  readonly #declared: ReadonlySet<string>[]

  constructor(
    globals: Globals,
    program: Pick<ProgramDraft, 'names' | 'builtins' | 'called'>,
    uses: Uses,
    declared: readonly ReadonlySet<string>[] = [],
  ) {
    this.#globals = globals
    this.#names = program.names
    this.#called = program.called
    this.#isBuiltin = (name) => program.builtins.has(name)
    this.#uses = uses
    this.#declared = [...declared]
  }

  term(term: Term): DraftTerm {
    const { location } = term
    switch (term.kind) {
      case 'null':
        return scalar(null, location)
      case 'boolean':
      case 'number':
      case 'string':
        return scalar(term.value, location)
      case 'var':
        return this.#name(term)
      case 'ref':
        return this.#reference(term)
      case 'array':
      case 'set':
        return { kind: term.kind, items: term.items.map((item) => this.term(item)), location }
      case 'object':
        return {
          kind: 'object',
          entries: term.entries.map(([key, value]) => [this.term(key), this.term(value)]),
          location,
        }
      case 'call':
        return {
          kind: 'call',
          operator: this.#operator(term.operator),
          args: term.args.map((arg) => this.term(arg)),
          location,
        }
      case 'comprehension': {
        this.#declared.push(declaredNames(term.body))
        const key = term.key === undefined ? undefined : this.term(term.key)
        const value = this.term(term.value)
        const body = this.body(term.body)
        this.#declared.pop()
        return { kind: 'comprehension', collects: term.collects, key, value, body, location }
      }
      case 'template':
        this.#uses.template = true
        return {
          kind: 'template',
          parts: term.parts.map((part) =>
            part.kind === 'string' ? scalar(part.value, part.location) : this.#expr(part),
          ),
          location,
        }
    }
  }

  body(body: Body): DraftExpr[] {
    return body.map((expr) => this.#expr(expr))
  }

  #expr(expr: Expr): DraftExpr {
    const { location } = expr
    const parts = { with: expr.with.map((item) => this.#with(item)), location, generated: false }
    switch (expr.kind) {
      case 'term':
        return this.#termExpr(expr.term, false, parts)
      case 'not':
        return this.#termExpr(expr.term, true, parts)
      case 'some':
        return {
          kind: 'some',
          names: expr.names.map((name) => this.#variable(name)),
          ...parts,
        }
      case 'some-in':
        return {
          kind: 'some-in',
          key: expr.key === undefined ? undefined : this.term(expr.key),
          value: this.term(expr.value),
          domain: this.term(expr.domain),
          ...parts,
        }
      case 'every': {
        const { key, value } = expr
        this.#declared.push(new Set(key === undefined ? [value.name] : [key.name, value.name]))
        const domain = this.term(expr.domain)
        const body = this.body(expr.body)
        this.#declared.pop()
        return {
          kind: 'every',
          key: key === undefined ? undefined : this.#variable(key),
          value: this.#variable(value),
          domain,
          body,
          ...parts,
        }
      }
      case 'not-body':
        return { kind: 'not', body: this.body(expr.body), braces: expr.braces, ...parts }
      default:
        return {
          kind: 'logical',
          operator: expr.kind,
          left: this.body(expr.left),
          right: this.body(expr.right),
          braces: expr.braces,
          ...parts,
        }
    }
  }

  #termExpr(
    term: Term,
    negated: boolean,
    parts: { with: DraftWith[]; location: Location; generated: boolean },
  ): TermExprDraft | CallExprDraft {
    const read = this.term(term)
    if (read.kind !== 'call') return { kind: 'term', term: read, negated, ...parts }
    const { operator, args } = read
    const [target] = args
    if (target?.kind === 'ref' && target.terms.length === 1) this.#uses.rootAssigned = true
    return { kind: 'call', operator, args, negated, assigned: false, ...parts }
  }

  #with({ target, value, location }: With): DraftWith {
    this.#uses.with = true
    return { target: this.term(target), value: this.term(value), location }
  }

  /** `input` and `data` alone are references, every other name that stands for nothing is a variable. */
  #name(term: VarTerm): DraftTerm {
    const { name, location } = term
    const global = this.#global(name)
    if (global !== undefined) return expanded(global, location)
    const read = this.#variable(term)
    return name === 'input' || name === 'data' ? { kind: 'ref', terms: [read], location } : read
  }

  #variable({ name, location }: VarTerm): ReturnType<typeof variable> {
    if (this.#isBuiltin(name)) this.#uses.shadowing = true
    if (name.startsWith('__local')) this.#names.reserve(name)
    return variable(name, location)
  }

  #reference({ head, path, location }: RefTerm): RefDraft {
    const terms = this.#head(head)
    for (const step of path) terms.push(this.term(step))
    return { kind: 'ref', terms, location }
  }

  #head(head: Term): DraftTerm[] {
    if (head.kind !== 'var') {
      const read = this.term(head)
      return read.kind === 'ref' ? read.terms : [read]
    }
    const global = this.#global(head.name)
    return global === undefined ? [this.#variable(head)] : expanded(global, head.location).terms
  }

  #operator(operator: VarTerm | RefTerm): RefDraft {
    if (operator.kind === 'ref') {
      const read = this.#reference(operator)
      const [head] = read.terms
      if (head?.kind === 'var' && head.name === 'rego') this.#uses.metadata = true
      const name = head?.kind === 'var' && head.name !== 'data' ? builtinName(read) : undefined
      if (name !== undefined) this.#called.add(name)
      return read
    }
    if (operator.name === 'print') this.#uses.print = true
    this.#called.add(operator.name)
    return { kind: 'ref', terms: this.#head(operator), location: operator.location }
  }

  #global(name: string): Global | undefined {
    const global = this.#globals.get(name)
    if (global === undefined || this.#declared.some((names) => names.has(name))) return undefined
    global.used = true
    return global
  }
}

function expanded({ path }: Global, location: Location): RefDraft {
  const terms = path.map((step, index) =>
    index === 0 ? variable(step, location) : scalar(step, location),
  )
  return { kind: 'ref', terms, location }
}
