import type { Value } from '../values/value.ts'
import type { Type } from './type.ts'

/** What a built-in may know of the evaluation that calls it. */
export interface BuiltinCall {
  /** Nanoseconds since 1970; the same for the whole query. */
  now(): bigint
  /** Fresh random bytes. */
  randomBytes(count: number): Uint8Array
  /** Lives as long as the query: for what must be the same whenever it is asked (`rand.intn`, `uuid.rfc4122`). */
  readonly queryMemo: Map<string, Value>
  /** Counts work against the limit of the evaluation: a unit is about one element looked at. Throws past it. */
  spend(units: number): void
}

/** A function that every policy can call: declaration, documentation and code in one place. */
export interface Builtin {
  /** As it is called: `array.concat`. */
  readonly name: string
  /** One or two sentences, Markdown: what it gives. */
  readonly description: string
  readonly args: readonly {
    readonly name: string
    readonly description?: string
    readonly type: Type
  }[]
  /** After `args` as many more of this type as the caller likes: `print`. */
  readonly variadic?: Type
  readonly result: { readonly name: string; readonly description?: string; readonly type: Type }
  /** The operator that calls it: `+`, `==`. */
  readonly infix?: string
  /** Refused in v1 and under strict: use what the text says instead. */
  readonly deprecated?: true
  /** Why it cannot be called here: its name, arguments and types are all that is known of it. */
  readonly unavailable?: string
  /** Its answer depends on more than its arguments. */
  readonly nondeterministic?: true
  /**
   * Gives the answer; undefined where there is none. Throws `BuiltinError` where it cannot work with the
   * arguments. Arguments and result are values that nobody changes: never written to.
   */
  readonly evaluate: (call: BuiltinCall, ...args: Value[]) => Value | undefined
  /** A relation (`walk`): every answer in turn. */
  readonly enumerate?: (call: BuiltinCall, ...args: Value[]) => Iterable<Value>
}

/**
 * A built-in cannot work with its arguments: undefined to the policy, the end of the query under strict
 * built-in errors. `message` is without the name of the function.
 */
export class BuiltinError extends Error {
  /** `eval_type_error`: an operand of the wrong type. */
  readonly code: 'eval_builtin_error' | 'eval_type_error'

  constructor(
    message: string,
    code: 'eval_builtin_error' | 'eval_type_error' = 'eval_builtin_error',
  ) {
    super(message)
    this.name = 'BuiltinError'
    this.code = code
  }
}
