import type { Annotations, Import, Module, Rule } from '../../syntax/ast.ts'
import type { Location } from '../../syntax/location.ts'
import type { Numeric } from '../../values/value.ts'

/**
 * The tree that the stages of linking write to. Nodes belong to one place each: what is needed in two
 * places is copied.
 */
export type DraftTerm =
  | ScalarDraft
  | VarDraft
  | RefDraft
  | ItemsDraft
  | ObjectDraft
  | ComprehensionDraft
  | CallDraft
  | TemplateDraft

export type Scalar = null | boolean | string | Numeric

export interface ScalarDraft {
  readonly kind: 'scalar'
  readonly value: Scalar
  readonly location: Location
}
export interface VarDraft {
  readonly kind: 'var'
  name: string
  readonly location: Location
}
/** The head and its steps. `input` and `data` alone are references of one term; other names alone are variables. */
export interface RefDraft {
  readonly kind: 'ref'
  readonly terms: DraftTerm[]
  readonly location: Location
}
export interface ItemsDraft {
  readonly kind: 'array' | 'set'
  readonly items: DraftTerm[]
  readonly location: Location
}
export interface ObjectDraft {
  readonly kind: 'object'
  readonly entries: [key: DraftTerm, value: DraftTerm][]
  readonly location: Location
}
export interface ComprehensionDraft {
  readonly kind: 'comprehension'
  readonly collects: 'array' | 'set' | 'object'
  key: DraftTerm | undefined
  value: DraftTerm
  body: DraftExpr[]
  readonly location: Location
}
export interface CallDraft {
  readonly kind: 'call'
  readonly operator: RefDraft
  readonly args: DraftTerm[]
  readonly location: Location
}
export interface TemplateDraft {
  readonly kind: 'template'
  readonly parts: (ScalarDraft | DraftExpr)[]
  readonly location: Location
}

/** Generated expressions share the list of the expression that they were split off from. */
export interface DraftWith {
  target: DraftTerm
  value: DraftTerm
  readonly location: Location
}

interface ExprParts {
  with: DraftWith[]
  readonly location: Location
  /** No text was written for it. */
  readonly generated: boolean
}
export type DraftExpr =
  | TermExprDraft
  | CallExprDraft
  | SomeDraft
  | SomeInDraft
  | EveryDraft
  | NotDraft
  | LogicalDraft

export interface TermExprDraft extends ExprParts {
  readonly kind: 'term'
  term: DraftTerm
  readonly negated: boolean
}
/** A call that stands as an expression; its last argument may be the place of its result. */
export interface CallExprDraft extends ExprParts {
  readonly kind: 'call'
  operator: RefDraft
  readonly args: DraftTerm[]
  readonly negated: boolean
  /** Written with `:=`: what stands left is never read. */
  assigned: boolean
}
export interface SomeDraft extends ExprParts {
  readonly kind: 'some'
  readonly names: readonly VarDraft[]
}
export interface SomeInDraft extends ExprParts {
  readonly kind: 'some-in'
  readonly key: DraftTerm | undefined
  readonly value: DraftTerm
  readonly domain: DraftTerm
}
export interface EveryDraft extends ExprParts {
  readonly kind: 'every'
  readonly key: VarDraft | undefined
  readonly value: VarDraft
  domain: DraftTerm
  body: DraftExpr[]
}
export interface NotDraft extends ExprParts {
  readonly kind: 'not'
  body: DraftExpr[]
  readonly braces: boolean
}
export interface LogicalDraft extends ExprParts {
  readonly kind: 'logical'
  readonly operator: 'and' | 'or'
  left: DraftExpr[]
  right: DraftExpr[]
  readonly braces: { readonly left: boolean; readonly right: boolean }
}

export interface DraftHead {
  /** The name and its steps, without the package. */
  readonly terms: DraftTerm[]
  readonly args: DraftTerm[]
  /** The element of a set. */
  key: DraftTerm | undefined
  /** Of everything but sets. */
  value: DraftTerm | undefined
  readonly location: Location
}
export interface DraftRule {
  readonly module: DraftModule
  readonly source: Rule
  readonly head: DraftHead
  /** Empty means `true`. */
  body: DraftExpr[]
  readonly default: boolean
  readonly else: DraftRule | undefined
  readonly location: Location
  readonly annotations: readonly Annotations[]
  /** What occurs in it: stages that have nothing to do pass it by. */
  readonly uses: Uses
}
export interface Uses {
  with: boolean
  template: boolean
  print: boolean
  metadata: boolean
  /** Something is assigned to `input` or `data`. */
  rootAssigned: boolean
  /** A variable has the name of a built-in. */
  shadowing: boolean
}
export interface DraftModule {
  readonly source: Module
  /** `['a', 'b']` of `package a.b`. */
  readonly path: readonly string[]
  readonly imports: readonly Import[]
  readonly rules: DraftRule[]
  /** Rules and all that follow by `else`. */
  readonly all: DraftRule[]
  /** Held to the rules of v1. */
  readonly v1: boolean
}
