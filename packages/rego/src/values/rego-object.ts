import { compare } from './compare.ts'
import { Composite } from './composite.ts'
import { countSorted } from './meter.ts'
import type { Value } from './value.ts'
import { ValueIndex } from './value-index.ts'

/** An object with some key that is no string. It is written to only by its maker. */
export class RegoObject extends Composite {
  get kind(): 'object' {
    return 'object'
  }

  readonly #index = new ValueIndex()
  readonly #values: Value[] = []

  /** For its maker alone: a later value for a key wins. */
  set(key: Value, value: Value): void {
    this.#values[this.#index.add(key)] = value
  }

  get size(): number {
    return this.#values.length
  }

  get(key: Value): Value | undefined {
    const position = this.#index.find(key)
    return position < 0 ? undefined : this.#values[position]
  }

  /** In the order in which they came. */
  keys(): readonly Value[] {
    return this.#index.keys
  }

  sorted(): readonly Value[] {
    countSorted(this.size)
    return [...this.#index.keys].sort(compare)
  }

  /** In the order of `keys`. */
  values(): readonly Value[] {
    return this.#values
  }

  /** As `JSON.stringify` would want it: keys as their text. */
  toJSON(): { [key: string]: Value } {
    const made: { [key: string]: Value } = {}
    this.keys().forEach((key, i) => {
      Object.defineProperty(made, typeof key === 'string' ? key : String(key), {
        value: this.#values[i] as Value,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    })
    return made
  }
}
