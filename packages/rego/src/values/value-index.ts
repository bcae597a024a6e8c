import { canonicalText } from './canonical-text.ts'
import { equal } from './equal.ts'
import type { Value } from './value.ts'

type Primitive = string | number | bigint | boolean | null

/** Up to so many keys are found by comparing with each: cheaper than a table. */
const few = 8

/**
 * Values, each once, with their positions. Primitives and composites have tables of their own once they
 * are many. Security: a composite is found by its canonical text in a JavaScript Map, whose hash is
 * seeded, so that nobody can choose values that all collide.
 */
export class ValueIndex {
  readonly keys: Value[] = []
  #primitives: Map<Primitive, number> | undefined
  #composites: Map<string, number> | undefined

  /** The position of the key, or -1. */
  find(key: Value): number {
    const { keys } = this
    if (keys.length <= few) {
      for (let i = 0; i < keys.length; i++) if (equal(keys[i] as Value, key)) return i
      return -1
    }
    if (isPrimitive(key)) return this.#primitives?.get(key) ?? -1
    return this.#composites?.get(canonicalText(key)) ?? -1
  }

  /** The position of the key, which is added where it is new. */
  add(key: Value): number {
    const found = this.find(key)
    if (found >= 0) return found
    const position = this.keys.push(key) - 1
    if (position === few) for (let i = 0; i <= few; i++) this.#enter(this.keys[i] as Value, i)
    else if (position > few) this.#enter(key, position)
    return position
  }

  #enter(key: Value, position: number): void {
    if (isPrimitive(key)) {
      this.#primitives ??= new Map()
      this.#primitives.set(key, position)
    } else {
      this.#composites ??= new Map()
      this.#composites.set(canonicalText(key), position)
    }
  }
}

function isPrimitive(value: Value): value is Primitive {
  return typeof value !== 'object' || value === null
}
