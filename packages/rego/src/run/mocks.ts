import { countMembers } from '../values/meter.ts'
import type { Value } from '../values/value.ts'
import { Context } from './context.ts'

export type { Mock } from './context.ts'

import type { UnitCode } from './runtime.ts'

/**
 * Runs the replacement of a call where the context has one, else the original. Inside a replacement the
 * same name means the original again, so that a mock can call what it stands for.
 */
export function callReplaced(
  context: Context,
  name: string,
  args: readonly Value[],
  original: (context: Context) => Value | undefined,
): Value | undefined {
  const mock = context.mocks?.get(name)
  if (mock === undefined) return original(context)
  if (mock.by === 'value') return mock.value
  const inside = withoutMock(context, name)
  if (mock.by === 'builtin') return mock.call(inside, args)
  return (context.runtime.units[mock.unit] as UnitCode)(inside, ...args)
}

function withoutMock(context: Context, name: string): Context {
  const mocks = new Map(context.mocks)
  mocks.delete(name)
  const { q, input, data, runtime, masks } = context
  countMembers(runtime.slots)
  const inside = new Context(q, freshSlots(runtime.slots), input, data, runtime, mocks, masks)
  return inside
}

/** Empty memo slots. A list as written is much cheaper than one that is filled. */
export function freshSlots(count: number): (Value | undefined)[] {
  const u = undefined
  if (count <= 8) return [u, u, u, u, u, u, u, u]
  if (count <= 16) return [u, u, u, u, u, u, u, u, u, u, u, u, u, u, u, u]
  if (empty.length !== count) empty = new Array<Value | undefined>(count).fill(undefined)
  return empty.slice()
}

let empty: (Value | undefined)[] = []
