import { equal } from '../values/equal.ts'
import { ObjectBuilder, type ObjectValue } from '../values/objects.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import { ValueIndex } from '../values/value-index.ts'

/** A place that has places below it. */
class Branch {
  readonly index = new ValueIndex()
  readonly children: (Branch | Leaf)[] = []
}
class Leaf {
  value: Value
  /** A set of this builder's own, to which members can be added. */
  isOwn = false

  constructor(value: Value) {
    this.value = value
  }
}

/**
 * Gathers the answers of rules with steps into one document. Two answers for a place must be equal, and
 * none may reach into the value of another.
 */
export class TreeBuilder {
  #root: Branch | Leaf | undefined
  readonly #conflict: () => never

  constructor(conflict: () => never) {
    this.#conflict = conflict
  }

  put(steps: readonly Value[], value: Value): void {
    const leaf = this.#leafAt(steps)
    if (leaf === undefined) this.#place(steps, new Leaf(value))
    else if (!(leaf instanceof Leaf && equal(leaf.value, value))) this.#conflict()
  }

  /** Adds a member to the set at a place. */
  add(steps: readonly Value[], member: Value): void {
    let leaf = this.#leafAt(steps)
    if (leaf === undefined) {
      leaf = new Leaf(new RegoSet())
      leaf.isOwn = true
      this.#place(steps, leaf)
    }
    if (!(leaf instanceof Leaf && leaf.value instanceof RegoSet)) this.#conflict()
    // What was put is what a rule remembers: it stays as it is.
    if (!leaf.isOwn) leaf.value = RegoSet.from(leaf.value)
    leaf.isOwn = true
    ;(leaf.value as RegoSet).add(member)
  }

  /** The document; an empty object where nothing was put. */
  done(): Value {
    return this.#root === undefined ? {} : build(this.#root)
  }

  get isEmpty(): boolean {
    return this.#root === undefined
  }

  #leafAt(steps: readonly Value[]): Branch | Leaf | undefined {
    let at = this.#root
    for (const step of steps) {
      if (at === undefined) return undefined
      if (at instanceof Leaf) this.#conflict()
      const position: number = (at as Branch).index.find(step)
      at = position < 0 ? undefined : (at as Branch).children[position]
    }
    return at
  }

  #place(steps: readonly Value[], leaf: Leaf): void {
    if (steps.length === 0) {
      this.#root = leaf
      return
    }
    this.#root ??= new Branch()
    let at = this.#root as Branch
    steps.forEach((step, depth) => {
      const position = at.index.add(step)
      if (depth === steps.length - 1) at.children[position] = leaf
      else {
        at.children[position] ??= new Branch()
        at = at.children[position] as Branch
      }
    })
  }
}

function build(place: Branch | Leaf): Value {
  if (place instanceof Leaf) return place.value
  const made = new ObjectBuilder()
  for (const [i, key] of place.index.keys.entries()) {
    made.set(key, build(place.children[i] as Branch | Leaf))
  }
  return made.done() as ObjectValue
}
