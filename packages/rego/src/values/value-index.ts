import { canonicalText } from './canonical-text.ts'
import { equal } from './equal.ts'
import { countValue, making } from './meter.ts'
import type { Value } from './value.ts'

type Primitive = string | number | bigint | boolean | null

/** Up to so many keys are found by comparing with each: cheaper than a table. */
const few = 8

/**
 * Values, each once, with their positions. Primitives and all else have tables of their own once they are
 * many. Security: a composite is found by its canonical text in a JavaScript Map, whose hash of texts is
 * seeded, so that nobody can choose values that all collide. So is a number of more than 64 bits, of
 * which V8's hash takes in the last 64 alone: whole doubles as JSON has them would all collide.
 */
export class ValueIndex {
  readonly keys: Value[] = []
  #primitives: Map<Primitive, number> | undefined
  #others: Map<string, number> | undefined

  constructor() {
    countValue(making)
  }

  /** The position of the key, or -1. */
  find(key: Value): number {
    const { keys } = this
    if (keys.length <= few) {
      for (let i = 0; i < keys.length; i++) if (equal(keys[i] as Value, key)) return i
      return -1
    }
    if (isPrimitive(key)) return this.#primitives?.get(key) ?? -1
    return this.#others?.get(canonicalText(key)) ?? -1
  }

  /** The position of the key, which is added where it is new. */
  add(key: Value): number {
    const { keys } = this
    if (keys.length > few) return this.#enter(key, keys.length)
    const found = this.find(key)
    if (found >= 0) return found
    const position = keys.push(key) - 1
    if (position === few) for (let i = 0; i <= few; i++) this.#enter(keys[i] as Value, i)
    return position
  }

  /** The position of the key in its table, which it gets here where it has none. */
  #enter(key: Value, position: number): number {
    if (isPrimitive(key)) {
      this.#primitives ??= new Map()
      return this.#place(this.#primitives, key, key, position)
    }
    this.#others ??= new Map()
    return this.#place(this.#others, canonicalText(key), key, position)
  }

  #place<Name>(table: Map<Name, number>, name: Name, key: Value, position: number): number {
    const found = table.get(name)
    if (found !== undefined) return found
    table.set(name, position)
    if (position === this.keys.length) this.keys.push(key)
    return position
  }
}

/** Whether a table of JavaScript tells the number from others by all of its bits. */
export function hasOwnHash(number: bigint): boolean {
  return BigInt.asIntN(64, number) === number
}

function isPrimitive(value: Value): value is Primitive {
  if (typeof value === 'bigint') return hasOwnHash(value)
  return typeof value !== 'object' || value === null
}
