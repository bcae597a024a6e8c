import { Composite } from '../values/composite.ts'
import { Decimal } from '../values/decimal.ts'
import { toJson } from '../values/json.ts'
import { isObject } from '../values/kind.ts'
import { entriesOf, setOwn } from '../values/objects.ts'
import type { Value } from '../values/value.ts'
import { EvaluationError } from './evaluation-error.ts'
import { vet } from './steps.ts'

/** JSON as JavaScript has it; whole numbers beyond the safe range are `bigint`. */
export type Plain = null | boolean | number | bigint | string | Plain[] | { [key: string]: Plain }

/** How big a result may be. */
export interface OutputLimits {
  /** Values in it, counted at every level. */
  readonly output: number
  /** Levels of nesting. */
  readonly depth: number
}

/**
 * A copy of a value as JSON: sets as arrays in the order of values, keys that are no strings as their
 * JSON text, numbers beyond a double as the nearest double. Throws past the limits.
 */
export function toPlain(value: Value, limits: OutputLimits): Plain {
  if (typeof value === 'boolean' || value === null) return value
  return new Copier(limits).copy(value, limits.depth)
}

class Copier {
  #left: number

  constructor({ output }: OutputLimits) {
    this.#left = output
  }

  copy(value: Value, depth: number): Plain {
    if (--this.#left < 0) {
      throw new EvaluationError(
        'eval_output_error',
        'the result is bigger than `limits.output` allows',
      )
    }
    // Bytes that are no UTF-8 are lone surrogates within: nobody outside is to meet them.
    if (typeof value === 'string') return value.toWellFormed()
    if (typeof value !== 'object' || value === null) return value
    if (depth === 0) {
      throw new EvaluationError(
        'eval_depth_error',
        'the result is nested deeper than `limits.depth` allows',
      )
    }
    if (value instanceof Decimal) return Number(value.text)
    if (Array.isArray(value)) return value.map((item) => this.#item(item, depth))
    if (value instanceof Composite && value.kind === 'set') {
      return value.sorted().map((item) => this.#item(item, depth))
    }
    const made: { [key: string]: Plain } = {}
    if (!isObject(value)) return made
    for (const [key, item] of entriesOf(value)) {
      setOwn(
        made as never,
        typeof key === 'string' ? key.toWellFormed() : toJson(key),
        this.#item(item, depth) as never,
      )
    }
    return made
  }

  /** An input of the host may hold what is no value; JSON has null for it. */
  #item(item: Value, depth: number): Plain {
    return this.copy(vet(item) ?? null, depth - 1)
  }
}
