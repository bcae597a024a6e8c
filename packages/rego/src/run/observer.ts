import type { PlannedRule, Statement, Unit } from '../plan/rir.ts'
import type { Value } from '../values/value.ts'
import type { Context } from './context.ts'

/** Is told what an evaluation does. Only the closures tell: the fast code has no hooks. */
export interface Observer {
  /** A document or function is evaluated; what follows until `close` is how. */
  open(unit: Unit, context: Context): void
  close(unit: Unit, context: Context, value: Value | undefined): void
  /** It was evaluated before in this context. */
  reuse(unit: Unit, context: Context): void
  /** A rule is tried. */
  enter(unit: Unit, rule: PlannedRule): void
  /** The index says that a rule cannot match. */
  exclude(unit: Unit, rule: PlannedRule): void
  /** An expression begins. */
  reach(expression: number): void
  /** A body inside an expression begins, that of a comprehension, a `not`, an `every`. */
  descend(): void
  ascend(): void
  /** The statement failed. `locals` are those of the rule, to be copied; some may be of an earlier round. */
  fail(statement: Statement, locals: readonly (Value | undefined)[]): void
  /** The rule has an answer. */
  answer(unit: Unit, rule: PlannedRule, value: Value): void
  /** The rule has been tried to the end. */
  leave(unit: Unit, rule: PlannedRule): void
}

/** Does nothing: to be extended by who wants to know of a few things only. */
export class SilentObserver implements Observer {
  open(_unit: Unit, _context: Context): void {}
  close(_unit: Unit, _context: Context, _value: Value | undefined): void {}
  reuse(_unit: Unit, _context: Context): void {}
  enter(_unit: Unit, _rule: PlannedRule): void {}
  exclude(_unit: Unit, _rule: PlannedRule): void {}
  reach(_expression: number): void {}
  descend(): void {}
  ascend(): void {}
  fail(_statement: Statement, _locals: readonly (Value | undefined)[]): void {}
  answer(_unit: Unit, _rule: PlannedRule, _value: Value): void {}
  leave(_unit: Unit, _rule: PlannedRule): void {}
}
