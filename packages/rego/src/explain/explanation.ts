import type { Outcome } from '../outcome.ts'
import type { Plain } from '../run/to-plain.ts'
import type { Location } from '../syntax/location.ts'

/** How a decision came about. */
export interface Explanation {
  readonly outcome: Outcome
  /** The rules that gave it, from the one asked for down to those that it asked. */
  readonly rules: readonly ExplainedRule[]
  /**
   * For a denial (undefined, false, an object whose `allow` is not true): where the rule that came closest
   * failed, and, where it failed at another rule, where that one failed, and so on.
   */
  readonly closest: readonly FailedRule[]
}

export interface ExplainedRule {
  /** `data.authz.allow` */
  readonly name: string
  readonly location: Location
  /** What it gave: a rule of a set an array of elements, a rule of an object that object. */
  readonly value: Plain
}

export interface FailedRule {
  /** `data.authz.allow` */
  readonly name: string
  /** Of the rule. */
  readonly rule: Location
  /** Of the expression at which it failed. */
  readonly location: Location
  /** The expression as it was written. */
  readonly expression: string
  /** Its terms, as written, with their values; `undefined` where there was none. */
  readonly values: { readonly [term: string]: Plain | undefined }
  /** Rules that answered and made it fail: those that a `not` or a comparison asked. */
  readonly held: readonly ExplainedRule[]
}
