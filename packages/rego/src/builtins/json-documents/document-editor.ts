import { equal } from '../../values/compare.ts'
import { isObject } from '../../values/kind.ts'
import {
  entriesOf,
  getKey,
  type ObjectValue,
  objectFrom,
  setOwn,
  sizeOf,
} from '../../values/objects.ts'
import { printValue } from '../../values/print.ts'
import { RegoObject } from '../../values/rego-object.ts'
import { RegoSet } from '../../values/rego-set.ts'
import type { PlainObject, Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { arrayPosition } from './array-position.ts'

/** Moving so many items up costs about as much as looking at one. */
const itemsPerUnit = 16

/** Gives what becomes of a container where one of its keys is changed. */
type Change = (container: Value, key: Value) => Value

/**
 * A document that is changed at paths. Values given are never written to: what is changed is copied first,
 * once, and the copy then changed in place.
 */
export class DocumentEditor {
  readonly #call: BuiltinCall
  #root: Value | undefined
  /** Arrays and objects that this editor has made and nobody else has seen. */
  #own = new Set<Value>()

  constructor(call: BuiltinCall, root: Value) {
    this.#call = call
    this.#root = root
  }

  /** Undefined once all is removed. */
  get root(): Value | undefined {
    return this.#root
  }

  /** The value at a path. Throws BuiltinError where there is none. */
  at(path: readonly Value[]): Value {
    return this.#containers(path).at(-1) as Value
  }

  /** The same, to be put elsewhere too: so it is nobody's own any more. */
  share(path: readonly Value[]): Value {
    this.#own = new Set()
    return this.at(path)
  }

  insert(path: readonly Value[], value: Value): void {
    if (path.length === 0) this.#root = value
    else {
      this.#change(path, 'insert', (container, key) => this.#insertInto(container, key, value))
    }
  }

  remove(path: readonly Value[]): void {
    if (path.length > 0) {
      this.#change(path, 'delete', (container, key) => this.#removeFrom(container, key))
    } else {
      if (this.#root === undefined) throw deletedNode('delete')
      this.#root = undefined
    }
  }

  #change(path: readonly Value[], verb: string, change: Change): void {
    if (this.#root === undefined && path.length === 1) throw deletedNode(verb)
    const containers = this.#containers(path.slice(0, -1))
    let changed = change(containers.pop() as Value, path[path.length - 1] as Value)
    for (let i = containers.length - 1; i >= 0; i--) {
      changed = this.#put(containers[i] as Value, path[i] as Value, changed)
    }
    this.#root = changed
  }

  /** The root and each value on the path. */
  #containers(path: readonly Value[]): Value[] {
    if (this.#root === undefined) {
      throw new BuiltinError('nil value encountered where composite value was expected')
    }
    const found = [this.#root]
    let value = this.#root
    this.#call.spend(path.length)
    for (const key of path) {
      value = partOf(value, key)
      found.push(value)
    }
    return found
  }

  #insertInto(container: Value, key: Value, value: Value): Value {
    if (Array.isArray(container)) {
      const items = this.#owned(container) as Value[]
      const position = arrayPosition(key, items.length)
      if (position < 0 || position > items.length) {
        throw new BuiltinError('index for array insertion out of bounds')
      }
      this.#call.spend(1 + Math.floor((items.length - position) / itemsPerUnit))
      items.splice(position, 0, value)
      return items
    }
    if (container instanceof RegoSet) {
      if (!equal(key, value)) {
        throw new BuiltinError(
          `set key ${printValue(key)} does not equal value to be inserted ${printValue(value)}`,
        )
      }
      return this.#withMember(container, key, value)
    }
    if (isObject(container)) return this.#put(container, key, value)
    throw new BuiltinError(`expected composite type, found value: ${described(container)}`)
  }

  #removeFrom(container: Value, key: Value): Value {
    if (Array.isArray(container)) {
      const items = this.#owned(container) as Value[]
      const position = arrayPosition(key, items.length)
      if (position < 0 || position >= items.length) {
        throw new BuiltinError('index for array delete out of bounds')
      }
      this.#call.spend(1 + Math.floor((items.length - position) / itemsPerUnit))
      items.splice(position, 1)
      return items
    }
    if (container instanceof RegoSet) {
      if (!container.has(key)) throw missingKey(key)
      return this.#withMember(container, key)
    }
    if (!isObject(container)) {
      throw new BuiltinError(`expected composite type, found value: ${described(container)}`)
    }
    if (getKey(container, key) === undefined) throw missingKey(key)
    if (container instanceof RegoObject) {
      this.#call.spend(sizeOf(container))
      return objectFrom(entriesOf(container).filter(([name]) => !equal(name, key)))
    }
    const made = this.#owned(container) as { [key: string]: Value }
    delete made[key as string]
    return made
  }

  /** The container with another value in the place of a part that is there, or a new entry. */
  #put(container: Value, key: Value, value: Value): Value {
    if (Array.isArray(container)) {
      const items = this.#owned(container) as Value[]
      items[arrayPosition(key, items.length)] = value
      return items
    }
    if (container instanceof RegoSet) return this.#withMember(container, key, value)
    if (container instanceof RegoObject || typeof key !== 'string') {
      const entries = entriesOf(container as ObjectValue)
      this.#call.spend(entries.length)
      return objectFrom([...entries, [key, value]])
    }
    const made = this.#owned(container) as { [key: string]: Value }
    setOwn(made, key, value)
    return made
  }

  #withMember(container: RegoSet, key: Value, value?: Value): RegoSet {
    this.#call.spend(container.size)
    const made = new RegoSet()
    for (const member of container) if (!equal(member, key)) made.add(member)
    if (value !== undefined) made.add(value)
    return made
  }

  /** A copy that may be written to. */
  #owned(container: Value): Value {
    if (this.#own.has(container)) return container
    const copy = Array.isArray(container)
      ? [...(container as readonly Value[])]
      : { ...(container as PlainObject) }
    this.#call.spend(Array.isArray(copy) ? copy.length : sizeOf(copy))
    this.#own.add(copy)
    return copy
  }
}

function partOf(value: Value, key: Value): Value {
  if (Array.isArray(value)) {
    const position = arrayPosition(key, value.length)
    const item = (value as readonly Value[])[position]
    if (item !== undefined) return item
    throw new BuiltinError(`path ${position} does not exist in array term ${printValue(value)}`)
  }
  if (value instanceof RegoSet) {
    const member = value.get(key)
    if (member !== undefined) return member
    throw new BuiltinError(
      `path ${typeof key === 'string' ? key : printValue(key)} does not exist in set term ${printValue(value)}`,
    )
  }
  if (isObject(value)) {
    const part = getKey(value, key)
    if (part !== undefined) return part
    throw new BuiltinError(
      `path ${printValue(key)} does not exist in object term ${printValue(value)}`,
    )
  }
  throw new BuiltinError(
    `expected composite type for path ${printValue(key)}, found value: ${described(value)}`,
  )
}

function deletedNode(verb: string): BuiltinError {
  return new BuiltinError(`deleted node encountered during ${verb} operation`)
}

function missingKey(key: Value): BuiltinError {
  return new BuiltinError(`cannot delete child key ${printValue(key)} that does not exist`)
}

const goTypes: { readonly [type: string]: string } = {
  null: 'ast.Null',
  boolean: 'ast.Boolean',
  string: 'ast.String',
}

/** `"x" (type: ast.String)` */
function described(value: Value): string {
  const type = value === null ? 'null' : typeof value
  return `${printValue(value)} (type: ${goTypes[type] ?? 'ast.Number'})`
}
