import type { LinkedRule } from '../link/program.ts'
import type { Location } from '../syntax/location.ts'
import type { Value } from '../values/value.ts'

/**
 * The intermediate form: a policy as units (a rule group, a function, a query), each a list of bodies,
 * each body a list of statements. A statement that fails ends what it stands in: the current round of
 * the innermost scan, else the body. What comes after a scan stands inside it.
 */
export interface Plan {
  readonly units: readonly Unit[]
  /** Places that are read as documents, by number. */
  readonly nodes: readonly DocumentNode[]
  readonly constants: readonly Value[]
  readonly expressions: readonly PlannedExpression[]
  /** How often what a slot remembers is read, by slot; two means: at least twice. */
  readonly readings: readonly number[]
  /** How many memo slots a context has: those of units, inputs and base documents. */
  readonly slots: number
}

/** A constant by number, or a local variable of the unit by number. */
export type Operand =
  | { readonly at: 'constant'; readonly index: number }
  | { readonly at: 'local'; readonly id: number }

/** Number of a context within a unit: 0 is the one it was called with, `with` makes others. */
export type ContextId = number

/** Something that gives a value or is undefined. */
export type Read =
  /** The input, or what stands at a fixed path in it: read once per context. */
  | {
      readonly read: 'input'
      readonly context: ContextId
      readonly path: readonly string[]
      readonly slot: number
    }
  /** A base document at a fixed path, likewise. Steps may be numbers. */
  | {
      readonly read: 'base'
      readonly context: ContextId
      readonly path: readonly (string | number)[]
      readonly slot: number
    }
  | { readonly read: 'unit'; readonly context: ContextId; readonly unit: number }
  | {
      readonly read: 'call'
      readonly context: ContextId
      readonly unit: number
      readonly args: readonly Operand[]
      readonly mockable: boolean
    }
  | {
      readonly read: 'builtin'
      readonly context: ContextId
      readonly name: string
      readonly args: readonly Operand[]
      readonly location: Location
      readonly mockable: boolean
    }
  /** `of[key]`. `base`: a number also finds the string of it, as in base documents. */
  | { readonly read: 'step'; readonly of: Operand; readonly key: Operand; readonly base: boolean }
  /** Item of an array whose length was tested. */
  | { readonly read: 'item'; readonly of: Operand; readonly index: number }
  /** The document of packages and base data at a node, not yet looked into. */
  | { readonly read: 'document'; readonly context: ContextId; readonly node: number }
  | { readonly read: 'document-step'; readonly of: Operand; readonly key: Operand }
  /** A document as a value. */
  | { readonly read: 'force'; readonly of: Operand }
  | { readonly read: 'array' | 'set'; readonly items: readonly Operand[] }
  | { readonly read: 'object'; readonly entries: readonly (readonly [Operand, Operand])[] }

export type Comparison = 'equal' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte'

export type Change =
  | { readonly change: 'input'; readonly path: readonly string[]; readonly value: Operand }
  | { readonly change: 'data'; readonly path: readonly string[]; readonly value: Operand }
  | {
      readonly change: 'call'
      readonly target: string
      readonly by:
        | { readonly unit: number }
        | { readonly builtin: string }
        | { readonly value: Operand }
    }

export type Statement =
  /** Fails where the reading is undefined. */
  | { readonly do: 'let'; readonly local: number; readonly from: Read }
  /** Fails where the operand is false. */
  | { readonly do: 'true'; readonly of: Operand }
  | {
      readonly do: 'compare'
      readonly by: Comparison
      readonly left: Operand
      readonly right: Operand
    }
  /** Fails unless the second holds the first as an element or a value. */
  | { readonly do: 'member'; readonly item: Operand; readonly of: Operand }
  /** Fails unless it is an array or an object of this size, or any collection. */
  | {
      readonly do: 'shape'
      readonly of: Operand
      readonly shape: 'array' | 'object' | 'collection'
      readonly size: number
    }
  /** Never succeeds. */
  | { readonly do: 'fail' }
  /** Ends the query. */
  | { readonly do: 'conflict'; readonly reason: string; readonly location: Location }
  | {
      readonly do: 'scan'
      readonly of: Operand
      readonly key: number | undefined
      readonly value: number | undefined
      /** In the order of keys. */
      readonly ordered: boolean
      /** Over a document. */
      readonly document: boolean
      readonly body: readonly Statement[]
    }
  /** Over the answers of a relation (`walk`). */
  | {
      readonly do: 'relation'
      readonly context: ContextId
      readonly name: string
      readonly args: readonly Operand[]
      readonly location: Location
      readonly value: number
      readonly body: readonly Statement[]
    }
  | {
      readonly do: 'not'
      readonly body: readonly Statement[]
      /** It stands for an `every`: the body looks for an element that is against it. */
      readonly every: boolean
    }
  | { readonly do: 'any'; readonly bodies: readonly (readonly Statement[])[] }
  | {
      readonly do: 'collect'
      readonly local: number
      readonly collects: 'array' | 'set' | 'object'
      readonly body: readonly Statement[]
      readonly location: Location
    }
  /** Inside `collect`. */
  | {
      readonly do: 'gather'
      readonly into: number
      readonly collects: 'array' | 'set' | 'object'
      readonly key: Operand | undefined
      readonly value: Operand
      readonly location: Location
    }
  | {
      readonly do: 'with'
      readonly context: ContextId
      readonly parent: ContextId
      readonly changes: readonly Change[]
    }
  /** An expression of the policy begins here; nothing to the fast code. */
  | {
      readonly do: 'mark'
      readonly expression: number
    }
  /** The body of `not`, `any` has an answer. */
  | { readonly do: 'succeed' }
  /** A rule has an answer: its value (an element for sets) at the steps below its unit. */
  | {
      readonly do: 'answer'
      readonly value: Operand
      readonly steps: readonly Operand[]
      readonly row: readonly Operand[]
    }

/** A place in the tree of packages: what rules give there, or what stands below it. */
export interface DocumentNode {
  readonly path: readonly string[]
  /** Gives the whole document at this place. */
  readonly unit: number | undefined
  readonly children: ReadonlyMap<string, number>
  /** A function stands here, which is no document. */
  readonly isFunction: boolean
}

/** A term of the policy's text, and where its value is once it is known. */
export interface WrittenTerm {
  readonly location: Location
  readonly at: Operand
}

export interface PlannedExpression {
  readonly location: Location
  /** The rule that it stands in; undefined in a query. */
  readonly rule: LinkedRule | undefined
}

export interface PlannedRule {
  /** Undefined for a query. */
  readonly rule: LinkedRule | undefined
  readonly body: readonly Statement[]
  /** For explanations, in the order in which they are evaluated. */
  readonly terms: readonly WrittenTerm[]
  /** There is one answer at most, or all are the same: the first one is enough. */
  readonly once: boolean
  /** Tried where the body has no answer. */
  readonly else: PlannedRule | undefined
  /** How many locals and contexts the body has. */
  readonly locals: number
  readonly contexts: number
}

export interface Unit {
  readonly id: number
  /** `complete` gives one value, `set` and `object` gather, a function is complete for its arguments. */
  readonly kind: 'complete' | 'set' | 'object' | 'function' | 'query'
  /** Below `data`; a slice of a partial object has the keys that it is fixed to at the end. */
  readonly path: readonly string[]
  readonly slot: number
  /** Locals of the arguments. */
  readonly params: readonly number[]
  readonly rules: readonly PlannedRule[]
  readonly defaults: PlannedRule | undefined
  /** Sets and objects: without an answer there is nothing, rather than an empty one. */
  readonly optional: boolean
  /** What two answers that differ are called. */
  readonly conflict: string
  /** Every rule answers with this constant: the first answer is enough. */
  readonly same: number | undefined
  /** Objects: what stands at fixed steps below it. */
  readonly parts: readonly { readonly steps: readonly string[]; readonly read: Read }[]
  /** Which rules can match, by the value of one reading; the others are in `rest`. */
  readonly index: RuleIndex | undefined
}

/** Rules by the constant that a document must equal. Numbers are positions in `rules`, ascending. */
export interface RuleIndex {
  readonly body: readonly Statement[]
  /** What is looked up; where the statements fail only `rest` can match. */
  readonly of: Operand
  readonly table: ReadonlyMap<Value, readonly number[]>
  readonly rest: readonly number[]
  readonly locals: number
}
