import type { Numeric, PlainObject, Value } from '../values/value.ts'
import type { Location } from './location.ts'

/** Which syntax a module is written in. `v0-compat-v1`: v0 text that must hold to the v1 rules too (`import rego.v1`). */
export type RegoVersion = 'v0' | 'v1' | 'v0-compat-v1'

export type Term =
  | NullTerm
  | BooleanTerm
  | NumberTerm
  | StringTerm
  | VarTerm
  | RefTerm
  | ArrayTerm
  | ObjectTerm
  | SetTerm
  | ComprehensionTerm
  | CallTerm
  | TemplateTerm

export interface NullTerm {
  readonly kind: 'null'
  readonly location: Location
}
export interface BooleanTerm {
  readonly kind: 'boolean'
  readonly value: boolean
  readonly location: Location
}
export interface NumberTerm {
  readonly kind: 'number'
  readonly value: Numeric
  /** As it was written: `1.0`, `10e2`. */
  readonly text: string
  readonly location: Location
}
export interface StringTerm {
  readonly kind: 'string'
  readonly value: string
  readonly location: Location
}
/** A variable. The parser gives every `_` a name of its own, `$0`, `$1`, … within its module. */
export interface VarTerm {
  readonly kind: 'var'
  readonly name: string
  readonly location: Location
}
/** `head.a[b]`: the head with at least one step; `.a` is a string step. A bare name is a VarTerm, never a RefTerm. */
export interface RefTerm {
  readonly kind: 'ref'
  readonly head: Term
  readonly path: readonly Term[]
  readonly location: Location
}
export interface ArrayTerm {
  readonly kind: 'array'
  readonly items: readonly Term[]
  readonly location: Location
}
export interface ObjectTerm {
  readonly kind: 'object'
  readonly entries: readonly (readonly [key: Term, value: Term])[]
  readonly location: Location
}
export interface SetTerm {
  readonly kind: 'set'
  readonly items: readonly Term[]
  readonly location: Location
}
export interface ComprehensionTerm {
  readonly kind: 'comprehension'
  readonly collects: 'array' | 'set' | 'object'
  /** Objects only. */
  readonly key?: Term
  /** The element, or the value of an object's entry. */
  readonly value: Term
  readonly body: Body
  readonly location: Location
}
/** `f(x)` or an operator within a term. The operator is a VarTerm (`count`, `plus`) or RefTerm (`array.concat`, `data.lib.f`). */
export interface CallTerm {
  readonly kind: 'call'
  readonly operator: VarTerm | RefTerm
  readonly args: readonly Term[]
  /** Set where the call was written as an operator: `+`, `|`, `==`, `in`. */
  readonly infix?: string
  readonly location: Location
}
/** `$"{x} text"`: constant text and expressions in turn. */
export interface TemplateTerm {
  readonly kind: 'template'
  readonly parts: readonly (StringTerm | Expr)[]
  /** Written between back-ticks. */
  readonly raw: boolean
  readonly location: Location
}

export type Body = readonly Expr[]

/** `target` is a RefTerm below `input` or `data`, one of these two as VarTerm, or the name of a function. */
export interface With {
  readonly target: VarTerm | RefTerm
  readonly value: Term
  readonly location: Location
}

interface ExprParts {
  readonly with: readonly With[]
  readonly location: Location
}
export type Expr =
  | TermExpr
  | SomeExpr
  | SomeInExpr
  | EveryExpr
  | NotExpr
  | NotBodyExpr
  | LogicalExpr

/**
 * A term that must be defined and not false. `x = y`, `x := y`, `x == y` and calls are a CallTerm whose
 * operator is the VarTerm `eq`, `assign`, `equal`, …; `x in xs` is a call of the RefTerm
 * `internal.member_2` (`k, x in xs`: `internal.member_3`).
 */
export interface TermExpr extends ExprParts {
  readonly kind: 'term'
  readonly term: Term
}
/** `some x, y` */
export interface SomeExpr extends ExprParts {
  readonly kind: 'some'
  readonly names: readonly VarTerm[]
}
/** `some x in xs`, `some k, x in xs`; key and value are patterns. */
export interface SomeInExpr extends ExprParts {
  readonly kind: 'some-in'
  readonly key?: Term
  readonly value: Term
  readonly domain: Term
}
/** `every k, x in xs { body }` */
export interface EveryExpr extends ExprParts {
  readonly kind: 'every'
  readonly key?: VarTerm
  readonly value: VarTerm
  readonly domain: Term
  readonly body: Body
}
/** `not expr`. `with` modifiers stand on this node, none on the inner one. */
export interface NotExpr extends ExprParts {
  readonly kind: 'not'
  /** The negated term; with `import future.keywords.not` the parser makes a NotBodyExpr instead. */
  readonly term: Term
}
/** `not { body }` of the experimental `future.keywords.not`: nothing is hoisted out of it. */
export interface NotBodyExpr extends ExprParts {
  readonly kind: 'not-body'
  readonly body: Body
  /** Written with braces (`not { … }`), not as `not expr`. */
  readonly braces: boolean
}
/** `a and b`, `a or b` of the experimental keywords; each operand is a body (one expression where no braces were written). */
export interface LogicalExpr extends ExprParts {
  readonly kind: 'and' | 'or'
  readonly left: Body
  readonly right: Body
  readonly braces: { readonly left: boolean; readonly right: boolean }
}

export interface Package {
  /** `['data', 'a', 'b']` as terms: head VarTerm `data`, steps StringTerms. */
  readonly path: RefTerm | VarTerm
  readonly location: Location
}
export interface Import {
  readonly path: RefTerm | VarTerm
  readonly alias?: string
  readonly location: Location
}

/**
 * `reference` is the name with its steps as written (`p`, `p.q[x].r`), without the package.
 * - complete: `p := 1`, `p.q := 1`; value is `true` where none was written
 * - partial set: `p contains x`, v0 `p[x]`: `key` is the element
 * - partial object: `p[x] := y` is a reference with a step and a value
 * - function: `args` is there (may be empty: `f()`)
 */
export interface RuleHead {
  readonly reference: VarTerm | RefTerm
  readonly args?: readonly Term[]
  readonly key?: Term
  readonly value?: Term
  /** `:=` was written rather than `=`. */
  readonly assign: boolean
  readonly location: Location
}
export interface Rule {
  readonly default: boolean
  readonly head: RuleHead
  /** `true` where no body was written (then `bodyGiven` is false). */
  readonly body: Body
  readonly bodyGiven: boolean
  /** A chain: the rule that is tried when this body fails. Its head has the same reference and args. */
  readonly else?: Rule
  readonly annotations: readonly Annotations[]
  readonly location: Location
}

/** A `# METADATA` block, as OPA's annotations: the parsed YAML by field. */
export interface Annotations {
  readonly scope: 'rule' | 'document' | 'package' | 'subpackages'
  readonly title?: string
  readonly description?: string
  readonly entrypoint?: boolean
  readonly organizations?: readonly string[]
  readonly related_resources?: readonly { readonly ref: string; readonly description?: string }[]
  readonly authors?: readonly { readonly name?: string; readonly email?: string }[]
  /** `{ path, schema }` or `{ path, definition }`; paths and schemas are names in turn. */
  readonly schemas?: readonly Value[]
  /** `{ unknowns, mask_rule }`, references as text. */
  readonly compile?: Value
  readonly custom?: PlainObject
  readonly labels?: PlainObject
  readonly location: Location
}

export interface Comment {
  readonly text: string
  readonly location: Location
}
export interface Module {
  readonly name: string
  readonly source: string
  readonly version: RegoVersion
  readonly package: Package
  readonly imports: readonly Import[]
  readonly rules: readonly Rule[]
  /** All blocks of the module in source order, those of rules included. */
  readonly annotations: readonly Annotations[]
  readonly comments: readonly Comment[]
}
