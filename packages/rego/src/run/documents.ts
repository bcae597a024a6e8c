import type { DocumentNode } from '../plan/rir.ts'
import { isObject } from '../values/kind.ts'
import { entriesOf, getKey, keysOf, ObjectBuilder, objectFrom } from '../values/objects.ts'
import type { Value } from '../values/value.ts'
import type { Context } from './context.ts'
import { readBasePath, scanKeys, stepBase } from './steps.ts'

/** The document of packages and base data at a place, of which nothing has been evaluated yet. */
export class VirtualDocument {
  readonly context: Context
  readonly node: DocumentNode

  constructor(context: Context, node: DocumentNode) {
    this.context = context
    this.node = node
  }
}

type Document = Value | VirtualDocument

export function openDocument(context: Context, number: number): Document | undefined {
  const node = context.runtime.nodes[number] as DocumentNode
  if (isMasked(context, node.path)) return readBasePath(context.data, node.path)
  if (node.isFunction) return undefined
  if (node.unit === undefined) return new VirtualDocument(context, node)
  return context.runtime.units[node.unit]?.(context)
}

export function isMasked({ masks }: Context, path: readonly string[]): boolean {
  return masks.some(
    (mask) => mask.length <= path.length && mask.every((name, i) => name === path[i]),
  )
}

/** What stands at a key: rules hide base data at their own place. */
export function documentStep(of: Document, key: Value): Document | undefined {
  if (!(of instanceof VirtualDocument)) return stepBase(of, key)
  const child = typeof key === 'string' ? of.node.children.get(key) : undefined
  if (child !== undefined) return openDocument(of.context, child)
  const base = readBasePath(of.context.data, of.node.path)
  return base === undefined ? undefined : stepBase(base, key)
}

/** The keys of a scan, as `scanKeys`. The document `system` is not shown at the root. */
export function documentKeys(of: Document, ordered: boolean): readonly Value[] | undefined {
  if (!(of instanceof VirtualDocument)) return scanKeys(of, ordered)
  const base = readBasePath(of.context.data, of.node.path)
  const names = new Set<Value>(base !== undefined && isObject(base) ? keysOf(base) : [])
  for (const name of of.node.children.keys()) names.add(name)
  if (of.node.path.length === 0) names.delete('system')
  return ordered ? ([...names] as string[]).sort() : [...names]
}

/**
 * The whole document as a value: rules that are undefined and functions are left out. Where a rule and
 * base data give something at the same place, objects are merged, else base data is shown, as in OPA.
 */
export function forceDocument(of: Document): Value | undefined {
  if (!(of instanceof VirtualDocument)) return of
  const { context, node } = of
  const made = new ObjectBuilder()
  for (const [name, number] of node.children) {
    const child = openDocument(context, number)
    const value = child === undefined ? undefined : forceDocument(child)
    if (value !== undefined) made.set(name, value)
  }
  const base = readBasePath(context.data, node.path)
  if (base === undefined || !isObject(base)) return made.done()
  const merged = mergeUnder(base, made.done())
  return node.path.length === 0 ? without(merged, 'system') : merged
}

/** The entries of both; where both have one, what `base` has, objects again merged. */
function mergeUnder(base: Value, other: Value): Value {
  if (!isObject(base) || !isObject(other)) return base
  const made = new ObjectBuilder()
  for (const [key, value] of entriesOf(other)) made.set(key, value)
  for (const [key, value] of entriesOf(base)) {
    const found = getKey(other, key)
    made.set(key, found === undefined ? value : mergeUnder(value, found))
  }
  return made.done()
}

function without(document: Value, name: string): Value {
  if (!isObject(document)) return document
  return objectFrom(entriesOf(document).filter(([key]) => key !== name))
}
