import type { DocumentNode } from '../plan/rir.ts'
import { isObject } from '../values/kind.ts'
import { countMembers } from '../values/meter.ts'
import { entriesOf, ObjectBuilder } from '../values/objects.ts'
import type { Value } from '../values/value.ts'
import { Context } from './context.ts'
import { freshSlots, type Mock } from './mocks.ts'
import { none } from './none.ts'
import { readBasePath } from './steps.ts'

export interface ContextChanges {
  readonly input?: readonly (readonly [path: readonly string[], value: Value])[]
  readonly data?: readonly (readonly [path: readonly string[], value: Value])[]
  readonly calls?: readonly (readonly [name: string, by: Mock])[]
}

/** A context in which something is replaced (`with`). Nothing in the given one changes. */
export function changeContext(context: Context, changes: ContextChanges): Context {
  let { input, data, masks, mocks } = context
  for (const [path, value] of changes.input ?? []) input = replaced(input, path, value)
  for (const [path, value] of changes.data ?? []) {
    data = replaced(data, path, value)
    masks = [...masks, path]
  }
  if (changes.calls !== undefined && changes.calls.length > 0)
    mocks = new Map([...(mocks ?? []), ...changes.calls])
  const { q, runtime } = context
  countMembers(runtime.slots + runtime.plans.length * masks.length)
  const slots = freshSlots(runtime.slots)
  const changed = new Context(q, slots, input, data, runtime, mocks, masks)
  if (masks.length > 0) hideRules(changed)
  return changed
}

/** Rules at and below a replaced place give what base data has there. */
function hideRules(context: Context): void {
  for (const { path, slot, kind } of context.runtime.plans) {
    if (kind === 'function' || kind === 'query') continue
    const hidden = context.masks.some(
      (mask) => mask.length <= path.length && mask.every((name, i) => name === path[i]),
    )
    if (!hidden) continue
    const value = readBasePath(context.data, path)
    context.m[slot] = value === undefined ? none : value
  }
}

/** A copy with the value at the path; what is no object on the way becomes one. */
function replaced(document: Value | undefined, path: readonly string[], value: Value): Value {
  const [name, ...rest] = path
  if (name === undefined) return value
  const made = new ObjectBuilder()
  if (document !== undefined && isObject(document)) {
    for (const [key, item] of entriesOf(document)) made.set(key, item)
  }
  made.set(name, replaced(made.get(name), rest, value))
  return made.done()
}

export type { DocumentNode }
