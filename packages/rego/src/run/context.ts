import type { DocumentNode, Unit } from '../plan/rir.ts'
import type { Value } from '../values/value.ts'
import type { QueryState } from './query-state.ts'

/** A unit as code: gives its value, or undefined. */
export type UnitCode = (context: Context, ...args: Value[]) => Value | undefined

/** A compiled program as what runs it sees it. */
export interface Runtime {
  readonly units: readonly UnitCode[]
  readonly plans: readonly Unit[]
  readonly nodes: readonly DocumentNode[]
  readonly slots: number
}

/** What a replaced call runs: a function of the policy, a built-in, or nothing but a value. */
export type Mock =
  | { readonly by: 'unit'; readonly unit: number }
  | {
      readonly by: 'builtin'
      readonly call: (context: Context, args: readonly Value[]) => Value | undefined
    }
  | { readonly by: 'value'; readonly value: Value }

/** Results of a function by its first argument, the second, …; the last level holds values. */
export type Level = Map<Value, Level | Value>

/**
 * What rules are evaluated in: an input, base data, and a memo slot for everything that is asked more
 * than once. `with` makes another one.
 */
export class Context {
  /** The query. */
  readonly q: QueryState
  /** Memo slots: undefined as long as nothing was asked, `none` where the answer is undefined. */
  readonly m: (Value | undefined)[]
  readonly input: Value | undefined
  readonly data: Value
  /** Calls that are replaced, by name. */
  readonly mocks: ReadonlyMap<string, Mock> | undefined
  /** Places below `data` that are replaced: their rules are not asked. */
  readonly masks: readonly (readonly string[])[]
  readonly runtime: Runtime
  /** What functions gave, once a query has become long. */
  calls: (Level | undefined)[] | undefined

  constructor(
    q: QueryState,
    m: (Value | undefined)[],
    input: Value | undefined,
    data: Value,
    runtime: Runtime,
    mocks: ReadonlyMap<string, Mock> | undefined,
    masks: readonly (readonly string[])[],
  ) {
    this.q = q
    this.m = m
    this.input = input
    this.data = data
    this.runtime = runtime
    this.mocks = mocks
    this.masks = masks
    this.calls = undefined
  }
}
