import { type BuiltinCall, BuiltinError } from '../builtins/builtin.ts'
import type { Limits } from '../limits.ts'
import type { Location } from '../syntax/location.ts'
import type { Value } from '../values/value.ts'
import { EvaluationError } from './evaluation-error.ts'

/** Where a built-in is called, for its errors. */
export interface CallSite {
  readonly name: string
  readonly location: Location
}

/** What an evaluation is given beside its input. */
export interface World {
  readonly data: Value
  readonly limits: Limits
  /** The first error of a built-in ends the query. */
  readonly strictBuiltinErrors: boolean
  /** Nanoseconds since 1970. */
  readonly now: () => bigint
  readonly randomBytes: (count: number) => Uint8Array
}

/** A query that has taken so many steps is long. */
const worthRemembering = 10_000

/** What all contexts of one query share. */
export class QueryState implements BuiltinCall {
  fuel: number
  /** Below this much fuel the results of functions are remembered: short queries do without. */
  readonly memoBelow: number
  readonly #options: World
  #now: bigint | undefined
  #memo: Map<string, Value> | undefined

  constructor(options: World) {
    this.fuel = options.limits.fuel
    this.memoBelow = this.fuel - worthRemembering
    this.#options = options
  }

  get queryMemo(): Map<string, Value> {
    this.#memo ??= new Map()
    return this.#memo
  }

  now(): bigint {
    this.#now ??= this.#options.now()
    return this.#now
  }

  randomBytes(count: number): Uint8Array {
    return this.#options.randomBytes(count)
  }

  spend(units: number): void {
    this.fuel -= units
    if (this.fuel < 0) this.exhausted()
  }

  exhausted(): never {
    throw new EvaluationError(
      'eval_fuel_error',
      'the evaluation took more steps than its limit allows: narrow what it iterates over, or raise `limits.fuel`',
    )
  }

  /** A built-in threw: undefined to the policy, the end of the query under strict built-in errors. */
  failed(error: unknown, site: CallSite): undefined {
    if (!(error instanceof BuiltinError)) throw error
    if (!this.#options.strictBuiltinErrors) return undefined
    throw new EvaluationError(error.code, `${site.name}: ${error.message}`, site.location)
  }

  conflict(reason: string, location: Location): never {
    throw new EvaluationError('eval_conflict_error', reason, location)
  }
}
