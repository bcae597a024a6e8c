import type { DraftExpr, DraftTerm } from '../draft/draft.ts'
import { addVariablesOfExpr, type VariableOptions, variablesOf } from '../draft/variables.ts'
import { termsOf } from '../draft/walk.ts'
import { closureVariables, ownVariablesWith } from './closure-needs.ts'
import { type Arity, containsClosure, expressionResults } from './expression-results.ts'
import { TurnQueue } from './turn-queue.ts'

/** A variable that nothing binds, and the expression that wants it. */
export interface Unsafe {
  readonly name: string
  readonly expr: DraftExpr
}

/** An expression that waits for its turn. */
interface Waiting {
  readonly expr: DraftExpr
  /** Its place in the text. */
  readonly turn: number
  readonly own: ReadonlySet<string>
  /** Variables of closures in it that occur around them too. */
  outer: ReadonlySet<string>
  readonly closes: boolean
  placed: boolean
}

const nothing: ReadonlySet<string> = new Set()

interface Names {
  has(name: string): boolean
}

/** What is known inside a body: names of its own and those around it. */
class NestedNames implements Names {
  readonly #around: Names
  readonly #own = new Set<string>()

  constructor(around: Names) {
    this.#around = around
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#around.has(name)
  }

  add(name: string): void {
    this.#own.add(name)
  }
}

/** Puts expressions in an order in which everything is bound before it is read, with as few moves as can be. */
export class BodyOrder {
  readonly unsafe: Unsafe[] = []
  readonly #arity: Arity
  readonly #own: VariableOptions

  constructor(arity: Arity) {
    this.#arity = arity
    this.#own = ownVariablesWith(arity)
  }

  /** `outside`: what is bound before the body. What cannot be ordered is left out and noted. */
  order(body: readonly DraftExpr[], outside: Names): DraftExpr[] {
    const before = this.unsafe.length
    const waiting = body.map((expr, turn) => this.#waiting(expr, turn))
    const ordered = this.#isOrdered(waiting, outside) ? [...body] : this.#order(waiting, outside)
    this.#orderClosures(ordered, outside)
    return this.unsafe.length > before ? [...body] : ordered
  }

  /** Whether the order of the text will do, which is nearly always so. */
  #isOrdered(waiting: readonly Waiting[], outside: Names): boolean {
    const bound = new Set<string>()
    const isBound = (name: string): boolean => bound.has(name) || outside.has(name)
    const inBody = waiting.some(({ closes }) => closes)
      ? new Set(waiting.flatMap(({ own }) => [...own]))
      : nothing
    for (const entry of waiting) {
      if (entry.closes) {
        for (const name of closureVariables(entry.expr)) {
          if (inBody.has(name) && !isBound(name)) return false
        }
      }
      const open = [...entry.own].filter((name) => !isBound(name))
      if (open.length === 0) continue
      const results = expressionResults(entry.expr, this.#arity, isBound)
      for (const name of open) {
        if (!results.has(name)) return false
        bound.add(name)
      }
    }
    return true
  }

  #order(waiting: readonly Waiting[], outside: Names): DraftExpr[] {
    const byName = new Map<string, Waiting[]>()
    for (const entry of waiting) {
      for (const name of entry.own) {
        const list = byName.get(name)
        if (list === undefined) byName.set(name, [entry])
        else list.push(entry)
      }
    }
    for (const entry of waiting) {
      if (!entry.closes) continue
      const outer = closureVariables(entry.expr)
      for (const name of outer) if (!byName.has(name)) outer.delete(name)
      entry.outer = outer
      for (const name of outer) byName.get(name)?.push(entry)
    }
    const bound = new Set<string>()
    const isBound = (name: string): boolean => bound.has(name) || outside.has(name)
    const ordered: DraftExpr[] = []
    // Rounds in the order of the text; what comes before the place reached waits for the next round.
    let round = new TurnQueue()
    let nextRound = new TurnQueue()
    for (const { turn } of waiting) round.push(turn)
    for (; !round.isEmpty; round = nextRound, nextRound = new TurnQueue()) {
      for (let turn = round.pop(); turn !== undefined; turn = round.pop()) {
        const entry = waiting[turn]
        if (entry === undefined || entry.placed || !this.#isReady(entry, isBound)) continue
        entry.placed = true
        ordered.push(entry.expr)
        for (const name of expressionResults(entry.expr, this.#arity, isBound)) {
          bound.add(name)
          for (const other of byName.get(name) ?? []) {
            if (!other.placed) (other.turn > turn ? round : nextRound).push(other.turn)
          }
        }
      }
    }
    const rest = waiting.filter(({ placed }) => !placed)
    for (const { expr, own, outer } of rest) this.#note(expr, own, outer, isBound)
    return ordered
  }

  #waiting(expr: DraftExpr, turn: number): Waiting {
    const own = new Set<string>()
    addVariablesOfExpr(expr, this.#own, (name) => own.add(name))
    return { expr, turn, own, outer: nothing, closes: containsClosure(expr), placed: false }
  }

  #isReady({ expr, own, outer }: Waiting, isBound: (name: string) => boolean): boolean {
    for (const name of outer) if (!isBound(name)) return false
    let results: ReadonlySet<string> | undefined
    for (const name of own) {
      if (isBound(name)) continue
      results ??= expressionResults(expr, this.#arity, isBound)
      if (!results.has(name)) return false
    }
    return true
  }

  #note(
    expr: DraftExpr,
    own: ReadonlySet<string>,
    outer: ReadonlySet<string>,
    isBound: (name: string) => boolean,
  ): void {
    const results = expressionResults(expr, this.#arity, isBound)
    const missing = (name: string): boolean => !isBound(name) && !results.has(name)
    const closed = [...outer].filter(missing)
    const wanted = closed.length > 0 ? closed : [...own].filter(missing)
    // What only waits for itself, as in `x = [y | y = x]`.
    const names = wanted.length > 0 ? wanted : [...outer].filter((name) => !isBound(name))
    for (const name of names) this.unsafe.push({ name, expr })
  }

  /** Bodies inside the expressions, which may use what is bound before each. */
  #orderClosures(ordered: readonly DraftExpr[], outside: Names): void {
    if (!ordered.some(containsClosure)) return
    const known = new NestedNames(outside)
    for (const expr of ordered) {
      if (containsClosure(expr)) this.#orderInside(expr, known)
      addVariablesOfExpr(expr, this.#own, (name) => known.add(name))
    }
  }

  #orderInside(expr: DraftExpr, known: NestedNames): void {
    for (const term of termsOf(expr)) this.#orderTerm(term, expr, known)
    if (expr.kind === 'every') {
      for (const name of [expr.key, expr.value]) if (name !== undefined) known.add(name.name)
      expr.body = this.order(expr.body, known)
    } else if (expr.kind === 'not') expr.body = this.order(expr.body, known)
    else if (expr.kind === 'logical') {
      expr.left = this.order(expr.left, known)
      expr.right = this.order(expr.right, known)
    }
  }

  #orderTerm(term: DraftTerm, expr: DraftExpr, known: Names): void {
    switch (term.kind) {
      case 'ref':
        for (const step of term.terms) this.#orderTerm(step, expr, known)
        return
      case 'array':
      case 'set':
        for (const item of term.items) this.#orderTerm(item, expr, known)
        return
      case 'object':
        for (const [key, value] of term.entries) {
          this.#orderTerm(key, expr, known)
          this.#orderTerm(value, expr, known)
        }
        return
      case 'call':
        for (const arg of term.args) this.#orderTerm(arg, expr, known)
        return
      case 'comprehension': {
        const inside = new Set<string>()
        for (const inner of term.body) {
          addVariablesOfExpr(inner, this.#own, (name) => inside.add(name))
        }
        const wanted = term.key === undefined ? [term.value] : [term.key, term.value]
        for (const name of wanted.flatMap((inner) => [...variablesOf(inner, {})])) {
          if (!inside.has(name) && !known.has(name)) this.unsafe.push({ name, expr })
        }
        term.body = this.order(term.body, known)
        return
      }
      default:
        return
    }
  }
}
