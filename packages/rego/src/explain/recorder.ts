import type { PlannedRule, Statement, Unit } from '../plan/rir.ts'
import type { Context } from '../run/context.ts'
import { SilentObserver } from '../run/observer.ts'
import type { Value } from '../values/value.ts'

/** A document or function as it was evaluated. */
export interface Evaluation {
  readonly unit: Unit
  value: Value | undefined
  readonly attempts: Attempt[]
}

/** One rule, tried once. */
export interface Attempt {
  readonly rule: PlannedRule
  /** The first of them: a set may have very many. */
  readonly answers: Value[]
  failure: Failure | undefined
  /** What its expressions asked for. */
  readonly asked: Evaluation[]
}

/** Where a rule came to its end. */
export interface Failure {
  /** The expression of the body that failed: how far it came. */
  readonly reached: number
  /** The same, or one inside it that is to blame, behind those that led to it. */
  readonly trail: readonly Mark[]
  readonly statement: Statement
  readonly locals: readonly (Value | undefined)[]
  /** How much the rule had asked for by then. */
  readonly askedUntil: number
}

/** An expression that was begun, and how much the rule had asked for before. */
export interface Mark {
  readonly expression: number
  readonly askedBefore: number
}

/** Where in a rule the evaluation is. */
interface Position {
  readonly attempt: Attempt
  /** How many bodies deep inside an expression. */
  depth: number
  /** The expressions of the body up to here, and those inside the last of them. */
  readonly outer: Mark[]
  readonly inner: Mark[]
  /** What failed last inside the expression. */
  innerFailure: Failure | undefined
}

const mostAnswers = 100

/** Remembers how an evaluation went: rules that answered, and for the others how far they came. */
export class Recorder extends SilentObserver {
  /** What was asked first. */
  root: Evaluation | undefined
  #open: Evaluation[] = []
  #positions: Position[] = []
  readonly #known = new WeakMap<Context, Map<number, Evaluation>>()

  /** For another evaluation: one that was broken off has left things open. */
  restart(): void {
    this.root = undefined
    this.#open = []
    this.#positions = []
  }

  override open(unit: Unit, context: Context): void {
    const evaluation: Evaluation = { unit, value: undefined, attempts: [] }
    this.#asked(evaluation)
    this.root ??= evaluation
    if (unit.kind !== 'function') {
      const known = this.#known.get(context) ?? new Map<number, Evaluation>()
      this.#known.set(context, known.set(unit.id, evaluation))
    }
    this.#open.push(evaluation)
  }

  override close(_unit: Unit, _context: Context, value: Value | undefined): void {
    const evaluation = this.#open.pop()
    if (evaluation !== undefined) evaluation.value = value
  }

  override reuse(unit: Unit, context: Context): void {
    const evaluation = this.#known.get(context)?.get(unit.id)
    if (evaluation !== undefined) this.#asked(evaluation)
  }

  override enter(_unit: Unit, rule: PlannedRule): void {
    const attempt: Attempt = { rule, answers: [], failure: undefined, asked: [] }
    this.#open.at(-1)?.attempts.push(attempt)
    this.#positions.push({ attempt, depth: 0, outer: [], inner: [], innerFailure: undefined })
  }

  override leave(): void {
    this.#positions.pop()
  }

  override reach(expression: number): void {
    const position = this.#positions.at(-1)
    if (position === undefined) return
    const trail = position.depth === 0 ? position.outer : position.inner
    // Expressions are numbered as they follow each other: this one or a later one means another round.
    while ((trail.at(-1)?.expression ?? -1) >= expression) trail.pop()
    trail.push({ expression, askedBefore: position.attempt.asked.length })
  }

  override descend(): void {
    const position = this.#positions.at(-1)
    if (position === undefined || position.depth++ > 0) return
    position.inner.length = 0
    position.innerFailure = undefined
  }

  override ascend(): void {
    const position = this.#positions.at(-1)
    if (position !== undefined) position.depth--
  }

  override fail(statement: Statement, locals: readonly (Value | undefined)[]): void {
    const position = this.#positions.at(-1)
    if (position === undefined) return
    const { attempt, depth, outer, inner, innerFailure } = position
    const reached = outer.at(-1)?.expression ?? -1
    // The furthest it came; of two that came equally far the later one.
    if (attempt.failure !== undefined && attempt.failure.reached > reached) return
    const failure: Failure = {
      reached,
      trail: [...(depth === 0 ? outer : inner)],
      statement,
      locals: [...locals],
      askedUntil: attempt.asked.length,
    }
    if (depth > 0) {
      position.innerFailure = failure
      return
    }
    const isEvery = statement.do === 'not' && statement.every
    attempt.failure = (isEvery ? innerFailure : undefined) ?? failure
  }

  override answer(_unit: Unit, _rule: PlannedRule, value: Value): void {
    const answers = this.#positions.at(-1)?.attempt.answers
    if (answers !== undefined && answers.length < mostAnswers) answers.push(value)
  }

  #asked(evaluation: Evaluation): void {
    this.#positions.at(-1)?.attempt.asked.push(evaluation)
  }
}
