import { compare } from './compare.ts'
import { Composite } from './composite.ts'
import { countSorted } from './meter.ts'
import type { Value } from './value.ts'
import { ValueIndex } from './value-index.ts'

/** A set of values. It is written to only by whoever makes it, before anyone else sees it. */
export class RegoSet extends Composite {
  get kind(): 'set' {
    return 'set'
  }

  // Private, so that a name of a policy never meets an own property.
  readonly #index = new ValueIndex()
  #sorted: readonly Value[] | undefined

  static readonly empty: RegoSet = new RegoSet()

  static from(members: Iterable<Value>): RegoSet {
    const made = new RegoSet()
    for (const member of members) made.#index.add(member)
    return made
  }

  /** For its maker alone. */
  add(member: Value): void {
    this.#index.add(member)
    this.#sorted = undefined
  }

  get size(): number {
    return this.#index.keys.length
  }

  has(value: Value): boolean {
    return this.#index.find(value) >= 0
  }

  /** The member that equals the value. */
  get(value: Value): Value | undefined {
    const position = this.#index.find(value)
    return position < 0 ? undefined : this.#index.keys[position]
  }

  keys(): readonly Value[] {
    return this.#index.keys
  }

  /** In the order in which they came. */
  members(): readonly Value[] {
    return this.#index.keys
  }

  /** In the order of values. */
  sorted(): readonly Value[] {
    if (this.#sorted === undefined) {
      if (this.size < 2) return this.#index.keys
      countSorted(this.size)
      this.#sorted = [...this.#index.keys].sort(compare)
    }
    return this.#sorted
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.#index.keys[Symbol.iterator]()
  }

  toJSON(): readonly Value[] {
    return this.sorted()
  }
}
