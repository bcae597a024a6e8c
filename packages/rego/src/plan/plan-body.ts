import type { LinkedBody, LinkedExpr, LinkedRule, LinkedTerm, LocalTerm } from '../link/program.ts'
import type { Location } from '../syntax/location.ts'
import type { BodyDraft } from './body-draft.ts'
import type { Draft } from './draft.ts'
import { planReference } from './plan-reference.ts'
import { unify } from './plan-unify.ts'
import type { Change, Comparison, Operand, Read, Statement, WrittenTerm } from './rir.ts'
import { Scope } from './scope.ts'

const comparisons: ReadonlySet<string> = new Set(['equal', 'neq', 'lt', 'lte', 'gt', 'gte'])

/**
 * Writes the statements of one body and of those inside it. What follows a scan is written into the
 * scan, so that the writer only ever moves inwards until a nested body ends.
 */
export class BodyPlanner implements BodyDraft {
  readonly draft: Draft
  readonly rule: LinkedRule | undefined
  scope = new Scope()
  /** Where the next statement goes. */
  statements: Statement[] = []
  readonly #root = this.statements
  context = 0
  /** Answers come in the order of keys. */
  ordered: boolean
  readonly terms: WrittenTerm[] = []
  #locals = 0
  #contexts = 1
  /** Where the expression stands that was marked last in the innermost body. */
  #marked: Location | undefined

  constructor(draft: Draft, rule: LinkedRule | undefined, ordered = false) {
    this.draft = draft
    this.rule = rule
    this.ordered = ordered
  }

  get repeats(): boolean {
    return this.statements !== this.#root || this.rule?.kind === 'function'
  }

  get contexts(): number {
    return this.#contexts
  }

  get locals(): number {
    return this.#locals
  }

  local(): Operand & { at: 'local' } {
    return { at: 'local', id: this.#locals++ }
  }

  emit(statement: Statement): void {
    this.statements.push(statement)
  }

  /** A local that holds the reading; what follows runs only where it is defined. */
  let(from: Read): Operand {
    const local = this.local()
    this.emit({ do: 'let', local: local.id, from })
    return local
  }

  constant(value: Parameters<Draft['constant']>[0]): Operand {
    return this.draft.constant(value)
  }

  /** A scan; what is emitted from now on stands inside it. */
  scan(
    of: Operand,
    { key, value, document }: { key?: Operand; value?: Operand; document: boolean },
  ): void {
    const body: Statement[] = []
    this.emit({
      do: 'scan',
      of,
      key: key?.at === 'local' ? key.id : undefined,
      value: value?.at === 'local' ? value.id : undefined,
      ordered: this.ordered,
      document,
      body,
    })
    this.statements = body
  }

  /** Writes a body of its own: its statements go to a list of their own, its variables stay in it. */
  nested(write: () => void): Statement[] {
    const { statements, scope, context } = this
    const marked = this.#marked
    const body: Statement[] = []
    this.statements = body
    this.scope = new Scope(scope)
    this.#marked = undefined
    write()
    this.statements = statements
    this.scope = scope
    this.context = context
    this.#marked = marked
    return body
  }

  body(expressions: LinkedBody): void {
    for (const expression of expressions) this.#expression(expression)
  }

  /** The operand of a term whose variables are all bound. */
  read(term: LinkedTerm): Operand {
    switch (term.kind) {
      case 'constant':
        return this.constant(term.value)
      case 'local': {
        const bound = this.scope.get(term.name)
        if (bound === undefined) throw new Error(`variable ${term.name} is read before it is bound`)
        return bound
      }
      case 'reference':
        return this.written(term.location, planReference(this, term))
      case 'array':
      case 'set':
        return this.let({ read: term.kind, items: term.items.map((item) => this.read(item)) })
      case 'object':
        return this.let({
          read: 'object',
          entries: term.entries.map(([key, value]) => [this.read(key), this.read(value)]),
        })
      case 'collect':
        return this.written(term.location, this.#collect(term))
    }
  }

  /** Notes where the value of a term of the text is. */
  written(location: Location, at: Operand): Operand {
    this.terms.push({ location, at })
    return at
  }

  bind(local: LocalTerm, operand: Operand): void {
    this.scope.bind(local.name, this.written(local.location, operand))
  }

  #collect(term: LinkedTerm & { kind: 'collect' }): Operand {
    const made = this.local()
    const { collects, location } = term
    const { ordered } = this
    this.ordered = collects === 'array'
    const body = this.nested(() => {
      this.body(term.body)
      const key = term.key === undefined ? undefined : this.read(term.key)
      const value = this.read(term.value)
      this.emit({ do: 'gather', into: made.id, collects, key, value, location })
    })
    this.ordered = ordered
    this.emit({ do: 'collect', local: made.id, collects, body, location })
    return made
  }

  #expression(expression: LinkedExpr): void {
    this.#mark(expression)
    const { context } = this
    if (expression.with.length > 0) this.#with(expression)
    this.#plain(expression)
    this.context = context
  }

  /** What was split off from an expression and stands before it belongs to it. */
  #mark({ location, generated }: LinkedExpr): void {
    const known = this.#marked
    if (known?.offset === location.offset && known.end === location.end) return
    if (generated && location.end === location.offset) return
    this.#marked = location
    this.emit({ do: 'mark', expression: this.draft.expression(location, this.rule) })
  }

  #plain(expression: LinkedExpr): void {
    switch (expression.kind) {
      case 'term': {
        const operand = this.read(expression.term)
        this.emit({ do: 'true', of: operand })
        return
      }
      case 'unify':
        unify(this, expression.left, expression.right)
        return
      case 'call':
        this.#call(expression)
        return
      case 'not':
        this.emit({ do: 'not', body: this.#question(expression.body), every: false })
        return
      case 'and':
        this.emit({ do: 'any', bodies: [this.#question(expression.left)] })
        this.emit({ do: 'any', bodies: [this.#question(expression.right)] })
        return
      case 'or':
        this.emit({
          do: 'any',
          bodies: [this.#question(expression.left), this.#question(expression.right)],
        })
        return
      case 'every':
        this.#every(expression)
    }
  }

  /** A body that is only asked whether it has an answer. */
  #question(body: LinkedBody): Statement[] {
    const { ordered } = this
    this.ordered = false
    const statements = this.nested(() => {
      this.body(body)
      this.emit({ do: 'succeed' })
    })
    this.ordered = ordered
    return statements
  }

  /** No element for which the body has no answer. */
  #every(expression: LinkedExpr & { kind: 'every' }): void {
    const domain = this.read(expression.domain)
    this.emit({ do: 'shape', of: domain, shape: 'collection', size: 0 })
    const outer = this.nested(() => {
      const key = this.local()
      const value = this.local()
      this.scan(domain, { key, value, document: false })
      if (expression.key !== undefined) this.bind(expression.key, key)
      this.bind(expression.value, value)
      this.emit({ do: 'not', body: this.#question(expression.body), every: false })
      this.emit({ do: 'succeed' })
    })
    this.emit({ do: 'not', body: outer, every: true })
  }

  #call(expression: LinkedExpr & { kind: 'call' }): void {
    const { callee, args, result, location } = expression
    const operands = args.map((arg) => this.read(arg))
    const [left, right] = operands
    const mockable = this.draft.isMockable(callee)
    if (callee.kind === 'builtin' && !mockable) {
      const relation = this.draft.isRelation(callee.name)
      if (relation) {
        this.#relation(callee.name, operands, expression)
        return
      }
      if (result === undefined && left !== undefined && right !== undefined) {
        if (comparisons.has(callee.name)) {
          this.emit({ do: 'compare', by: callee.name as Comparison, left, right })
          return
        }
        if (callee.name === 'internal.member_2') {
          this.emit({ do: 'member', item: left, of: right })
          return
        }
      }
    }
    const value = this.let(
      callee.kind === 'builtin'
        ? {
            read: 'builtin',
            context: this.context,
            name: callee.name,
            args: operands,
            location,
            mockable,
          }
        : {
            read: 'call',
            context: this.context,
            unit: this.draft.functionUnit(callee.path),
            args: operands,
            mockable,
          },
    )
    if (result === undefined) this.emit({ do: 'true', of: value })
    else this.#unifyWith(result, value)
  }

  #relation(
    name: string,
    args: readonly Operand[],
    expression: LinkedExpr & { kind: 'call' },
  ): void {
    const value = this.local()
    const body: Statement[] = []
    this.emit({
      do: 'relation',
      context: this.context,
      name,
      args,
      location: expression.location,
      value: value.id,
      body,
    })
    this.statements = body
    if (expression.result === undefined) this.emit({ do: 'true', of: value })
    else this.#unifyWith(expression.result, value)
  }

  #unifyWith(term: LinkedTerm, operand: Operand): void {
    if (term.kind === 'local' && this.scope.get(term.name) === undefined) this.bind(term, operand)
    else unify(this, term, operand)
  }

  #with({ with: modifiers, location }: LinkedExpr): void {
    const changes = modifiers.map((modifier): Change => {
      const { kind } = modifier
      if (kind !== 'call') {
        const value = this.read(modifier.value)
        if (modifier.path === undefined) {
          this.emit({ do: 'conflict', reason: 'bad document path', location })
        }
        return { change: kind, path: modifier.path ?? [], value }
      }
      const { target, replacement } = modifier
      const name = this.draft.calleeName(target)
      if (replacement.kind === 'builtin') {
        return { change: 'call', target: name, by: { builtin: replacement.name } }
      }
      if (replacement.kind === 'function') {
        return {
          change: 'call',
          target: name,
          by: { unit: this.draft.functionUnit(replacement.path) },
        }
      }
      return { change: 'call', target: name, by: { value: this.read(replacement) } }
    })
    const parent = this.context
    this.context = this.#contexts++
    this.emit({ do: 'with', context: this.context, parent, changes })
  }
}
