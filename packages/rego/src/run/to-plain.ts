import { Composite } from '../values/composite.ts'
import { Decimal } from '../values/decimal.ts'
import { toJson } from '../values/json.ts'
import { isObject } from '../values/kind.ts'
import { setOwn, sortedEntries } from '../values/objects.ts'
import type { PlainObject, Value } from '../values/value.ts'
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
    if (--this.#left < 0) this.#tooBig()
    // Bytes that are no UTF-8 are lone surrogates within: nobody outside is to meet them.
    if (typeof value === 'string') return value.toWellFormed()
    if (typeof value !== 'object' || value === null) return value
    if (depth === 0) {
      throw new EvaluationError(
        'eval_depth_error',
        'the result is nested deeper than `limits.depth` allows',
      )
    }
    if (Array.isArray(value)) return this.#items(value, depth)
    if (value instanceof Composite) return this.#composite(value, depth)
    if (value instanceof Decimal) return Number(value.text)
    return isObject(value) ? this.#object(value as PlainObject, depth) : {}
  }

  #composite(value: Composite, depth: number): Plain {
    if (value.kind === 'set') return this.#items(value.sorted(), depth)
    const made: { [key: string]: Plain } = {}
    // Of two keys with the same text the later one wins, as in OPA: 1 and "1".
    for (const [key, item] of sortedEntries(value)) {
      const name = typeof key === 'string' ? key.toWellFormed() : toJson(key)
      setOwn(made as never, name, this.#item(item, depth) as never)
    }
    return made
  }

  #items(items: readonly Value[], depth: number): Plain[] {
    // Before it is walked: an array of the host may claim any length.
    if (items.length > this.#left) this.#tooBig()
    const made: Plain[] = []
    for (let i = 0; i < items.length; i++) made.push(this.#item(items[i] as Value, depth))
    return made
  }

  /** A copy of the object at once, then of what is in it. */
  #object(value: PlainObject, depth: number): Plain {
    const made = { ...value } as { [key: string]: Plain }
    for (const name of Object.keys(made)) {
      const given = made[name]
      const item = vet(given)
      if (item === undefined || !name.isWellFormed()) return this.#oddObject(made as never, depth)
      const copied = this.copy(item, depth - 1)
      if (copied !== given) made[name] = copied
    }
    return made
  }

  /** An object of the host with properties that are no values, or with names that are no text. */
  #oddObject(value: PlainObject, depth: number): Plain {
    const made: { [key: string]: Plain } = {}
    for (const name of Object.keys(value)) {
      const item = vet(value[name])
      if (item === undefined) continue
      setOwn(made as never, name.toWellFormed(), this.copy(item, depth - 1) as never)
    }
    return made
  }

  #tooBig(): never {
    throw new EvaluationError(
      'eval_output_error',
      'the result is bigger than `limits.output` allows',
    )
  }

  /** An input of the host may hold what is no value; JSON has null for it. */
  #item(item: Value, depth: number): Plain {
    return this.copy(vet(item) ?? null, depth - 1)
  }
}
