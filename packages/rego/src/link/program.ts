import type { Annotations, Module, Rule } from '../syntax/ast.ts'
import type { Location } from '../syntax/location.ts'
import type { Value } from '../values/value.ts'

/**
 * A program that has passed every check. What is left is flat: calls, references and comprehensions
 * that stood inside other terms have expressions of their own, every local name is resolved, every
 * body is in an order in which it can be run from top to bottom.
 */
export interface Program {
  readonly modules: readonly Module[]
  /** The document `data`. */
  readonly root: RuleNode
}

/** A place in the tree of packages and rules. */
export interface RuleNode {
  /** Below `data`: `['authz', 'allow']`; empty for `data` itself. */
  readonly path: readonly string[]
  readonly children: ReadonlyMap<string, RuleNode>
  /** The rules whose longest prefix of string steps is this path, in the order of the sources. */
  readonly rules: readonly LinkedRule[]
  /** A package is declared exactly here. */
  readonly isPackage: boolean
}

export interface LinkedRule {
  /** Unique in the program, in the order of the sources; an `else` has one of its own. */
  readonly id: number
  /** Of its node. */
  readonly path: readonly string[]
  /**
   * The steps of the head after `path`: variables, constants. `p[x].q := 1` is path `[…, 'p']` and
   * steps `[x, "q"]`. A complete rule, and a set at a fixed place, have none.
   */
  readonly steps: readonly LinkedTerm[]
  /** `value`: complete rules and, with steps, partial objects. `set`: `contains`. */
  readonly kind: 'value' | 'set' | 'function'
  /** Functions only: patterns. */
  readonly args: readonly LinkedTerm[]
  /** The value, or the element of a set. Variables and constants (what is more has been moved to the body). */
  readonly value: LinkedTerm
  readonly body: LinkedBody
  readonly else?: LinkedRule
  readonly default: boolean
  readonly location: Location
  readonly module: Module
  /** As it was written. */
  readonly source: Rule
  readonly annotations: readonly Annotations[]
}

export type LinkedTerm =
  | ConstantTerm
  | LocalTerm
  | ReferenceTerm
  | CollectionTerm
  | EntriesTerm
  | CollectTerm

/** A ground value without references: `1`, `"a"`, `[1, {"x": 2}]`, `set()`. */
export interface ConstantTerm {
  readonly kind: 'constant'
  readonly value: Value
  readonly location: Location
}
/**
 * A variable of the rule. A name that an enclosing body binds earlier is that variable; any other name is
 * local to the innermost body in which it occurs. A wildcard has a name that occurs once.
 */
export interface LocalTerm {
  readonly kind: 'local'
  readonly name: string
  readonly location: Location
}
/** `input`, `data` or a local, with any number of steps (`input` alone has none, a bare local is a LocalTerm). */
export interface ReferenceTerm {
  readonly kind: 'reference'
  readonly head: 'input' | 'data' | LocalTerm
  /** Constants, locals, and collections with locals in them (a pattern or a composite key). */
  readonly path: readonly LinkedTerm[]
  readonly location: Location
}
export interface CollectionTerm {
  readonly kind: 'array' | 'set'
  readonly items: readonly LinkedTerm[]
  readonly location: Location
}
export interface EntriesTerm {
  readonly kind: 'object'
  readonly entries: readonly (readonly [key: LinkedTerm, value: LinkedTerm])[]
  readonly location: Location
}
/** A comprehension. */
export interface CollectTerm {
  readonly kind: 'collect'
  readonly collects: 'array' | 'set' | 'object'
  readonly key?: LinkedTerm
  readonly value: LinkedTerm
  readonly body: LinkedBody
  readonly location: Location
}

export type LinkedBody = readonly LinkedExpr[]

export type LinkedExpr = (
  | { readonly kind: 'term'; readonly term: LinkedTerm }
  | { readonly kind: 'unify'; readonly left: LinkedTerm; readonly right: LinkedTerm }
  | {
      readonly kind: 'call'
      readonly callee: Callee
      readonly args: readonly LinkedTerm[]
      /** What the result is unified with; without it the result must be defined and not false. */
      readonly result?: LinkedTerm
    }
  /** Fails when the body has an answer. */
  | { readonly kind: 'not'; readonly body: LinkedBody }
  | {
      readonly kind: 'every'
      readonly key?: LocalTerm
      readonly value: LocalTerm
      readonly domain: LinkedTerm
      readonly body: LinkedBody
    }
  | { readonly kind: 'and' | 'or'; readonly left: LinkedBody; readonly right: LinkedBody }
) & {
  readonly with: readonly LinkedWith[]
  /** Of the expression as it was written; generated ones have that of the expression they come from. */
  readonly location: Location
  /** True where no expression was written: it was split off from another one. */
  readonly generated: boolean
}

export type Callee =
  | { readonly kind: 'builtin'; readonly name: string }
  /** A rule with arguments, by its path below `data`. */
  | { readonly kind: 'function'; readonly path: readonly string[] }

/** Replaces a document or a function for one expression. Values: constants, locals, references. */
export type LinkedWith =
  | {
      readonly kind: 'input' | 'data'
      /** Undefined where a step is no string: such a place cannot be replaced, which is an error once it is reached. */
      readonly path: readonly string[] | undefined
      readonly value: LinkedTerm
      readonly location: Location
    }
  /** A call of `target` runs `replacement`, or, where that is a term, has its value whatever the arguments are. */
  | {
      readonly kind: 'call'
      readonly target: Callee
      readonly replacement: Callee | LinkedTerm
      readonly location: Location
    }

export interface LinkedQuery {
  readonly body: LinkedBody
  /** The variables that an answer shows: name in the text and name in the body, in order of appearance. */
  readonly variables: readonly { readonly shown: string; readonly local: string }[]
}
