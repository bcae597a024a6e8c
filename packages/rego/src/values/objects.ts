import { countValue, making } from './meter.ts'
import { getKey, setOwn } from './object-access.ts'
import { RegoObject } from './rego-object.ts'
import type { PlainObject, Value } from './value.ts'

export {
  entriesOf,
  getKey,
  keysOf,
  type ObjectValue,
  setOwn,
  sizeOf,
  sortedEntries,
  sortedKeys,
} from './object-access.ts'

import type { ObjectValue } from './object-access.ts'

/** An object of entries; of two with the same key the later one wins. */
export function objectFrom(entries: Iterable<readonly [Value, Value]>): ObjectValue {
  const builder = new ObjectBuilder()
  for (const [key, value] of entries) builder.set(key, value)
  return builder.done()
}

/** Makes an object, which is plain as long as all keys are strings. */
export class ObjectBuilder {
  #plain: { [key: string]: Value } | undefined = {}
  #mixed: RegoObject | undefined

  constructor() {
    countValue(making)
  }

  get(key: Value): Value | undefined {
    return getKey(this.#mixed ?? (this.#plain as PlainObject), key)
  }

  set(key: Value, value: Value): void {
    if (typeof key !== 'string' && this.#mixed === undefined) {
      this.#mixed = new RegoObject()
      for (const [name, old] of Object.entries(this.#plain as PlainObject))
        this.#mixed.set(name, old)
    }
    if (this.#mixed !== undefined) this.#mixed.set(key, value)
    else setOwn(this.#plain as { [key: string]: Value }, key as string, value)
  }

  done(): ObjectValue {
    return this.#mixed ?? (this.#plain as PlainObject)
  }
}
