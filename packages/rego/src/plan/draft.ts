import type { Callee, LinkedRule, LinkedTerm, Program, RuleNode } from '../link/program.ts'
import type { Location } from '../syntax/location.ts'
import type { Value } from '../values/value.ts'
import type { Operand } from './rir.ts'

/** Rules that a document is made of, each with the steps that are left and those that are fixed. */
export interface Candidate {
  readonly rule: LinkedRule
  /** Steps of its head that the place of the document fixes. */
  readonly fixed: readonly (readonly [LinkedTerm, string])[]
  /** Steps of its head below the document. */
  readonly steps: readonly LinkedTerm[]
}

/** What those who plan a body or a unit ask of the plan in the making. */
export interface Draft {
  readonly program: Program
  /** Whether units with many rules get an index. */
  readonly indexed: boolean
  /** Whether a unit whose rules all answer alike stops at the first answer. */
  readonly earlyExit: boolean
  constant(value: Value): Operand
  /** The memo slot of a name. */
  slot(name: string): number
  /** Counts how often what the slot remembers is read, or that it may be read again and again. */
  countReading(slot: number, times: number): void
  /** The number of a place that is read as a document. */
  node(node: RuleNode): number
  /** The number of an expression, for who watches. */
  expression(location: Location, rule: LinkedRule | undefined): number
  calleeName(callee: Callee): string
  /** Whether some `with` replaces calls of it. */
  isMockable(callee: Callee): boolean
  /** Whether it gives any number of answers. */
  isRelation(name: string): boolean
  functionUnit(path: readonly string[]): number
  nodeAt(path: readonly string[]): RuleNode | undefined
  ruleUnit(
    node: RuleNode,
    steps: readonly string[],
  ): { readonly unit: number | undefined; readonly used: number }
  fixedUnit(node: RuleNode): number
}
