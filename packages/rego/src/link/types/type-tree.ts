import type { DraftTerm, Scalar } from '../draft/draft.ts'
import {
  anything,
  type Inferred,
  type Known,
  type ObjectType,
  objectType,
  type Property,
  scalarType,
  setType,
  stringType,
} from './inferred.ts'
import { joinTypes } from './join-types.ts'

/** The types of rules by their places below `data`. */
export class TypeTree {
  type: Known
  readonly children = new Map<Scalar, TypeTree>()
  #whole: Inferred | undefined

  child(term: DraftTerm | undefined): TypeTree | undefined {
    return term?.kind === 'scalar' ? this.children.get(term.value) : undefined
  }

  /** Of the document here: with all that is known below, and anything else besides. */
  whole(): Inferred {
    if (this.type !== undefined) return this.type
    if (this.#whole === undefined) {
      const properties: Property[] = []
      for (const [key, child] of this.children) {
        if (key !== null) properties.push({ key, value: child.whole() })
      }
      this.#whole = objectType(properties, { key: stringType, value: anything })
    }
    return this.#whole
  }

  /** Adds what a rule is to what is known of its place, and of the objects that the place is in. */
  insert(path: readonly Scalar[], type: Inferred): void {
    let node: TypeTree = this
    this.#whole = undefined
    for (const [i, step] of path.entries()) {
      let child = node.children.get(step)
      if (child === undefined) {
        child = new TypeTree()
        node.children.set(step, child)
      } else if (child.type?.kind === 'object' && i + 1 < path.length) {
        child.type = within(child.type, path.slice(i + 1), type)
      }
      child.#whole = undefined
      node = child
    }
    node.type = merge(node.type, type)
    if (type.kind !== 'object') return
    for (const [below, leaf] of node.#leaves([])) {
      if (node.type?.kind === 'object') node.type = within(node.type, below, leaf)
    }
  }

  *#leaves(path: readonly Scalar[]): Iterable<[path: Scalar[], type: Inferred]> {
    for (const [step, child] of this.children) {
      const place = [...path, step]
      if (child.type !== undefined) yield [place, child.type]
      else yield* child.#leaves(place)
    }
  }
}

/** The object with an entry more, somewhere in it. */
function within(object: ObjectType, path: readonly Scalar[], type: Inferred): ObjectType {
  const [step, ...rest] = path
  if (step === undefined) return object
  const value = rest.length === 0 ? type : within(objectType([], undefined), rest, type)
  const key = scalarType(step)
  const known = object.rest
  return objectType(object.properties, {
    key: known === undefined ? key : joinTypes(known.key, key),
    value: known === undefined ? value : joinTypes(known.value, value),
  })
}

/** The type of a document that two rules define together. */
function merge(a: Known, b: Known): Known {
  if (a === undefined) return b
  if (b === undefined) return a
  if (a.kind === 'union' && b.kind !== 'union') return merge(b, a)
  if (a.kind === 'set' && b.kind === 'set') return setType(joinTypes(a.of, b.of))
  if (a.kind === 'object' && a.properties.length === 0) {
    if (b.kind === 'object' && b.properties.length === 0) return mergeObjects(a, b)
    if (b.kind === 'union') {
      const at = b.of.findIndex((type) => type.kind === 'object' && type.properties.length === 0)
      const found = b.of[at]
      if (found?.kind === 'object') return joinTypes(b, mergeObjects(a, found))
    }
  }
  return joinTypes(a, b)
}

function mergeObjects(a: ObjectType, b: ObjectType): ObjectType {
  if (a.rest === undefined) return b
  if (b.rest === undefined) return a
  return objectType([], {
    key: joinTypes(a.rest.key, b.rest.key),
    value: merge(a.rest.value, b.rest.value),
  })
}
