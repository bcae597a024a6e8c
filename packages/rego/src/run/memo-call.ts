import type { Value } from '../values/value.ts'
import { hasOwnHash } from '../values/value-index.ts'
import type { Context, Level } from './context.ts'
import { none } from './none.ts'
import type { UnitCode } from './runtime.ts'

/**
 * Calls a function of the policy, or gives what it gave for the same arguments in this context. Functions
 * that each call the next one twice would take exponential time without it. Arguments are told apart by
 * identity where they are composite: a miss costs time, never a wrong answer.
 */
export function memoCall(
  context: Context,
  unit: number,
  code: UnitCode,
  args: readonly Value[],
): Value | undefined {
  // Security: numbers that fall in one place of a table would make the look-up slower than any call.
  for (const arg of args) {
    if (typeof arg === 'bigint' && !hasOwnHash(arg)) return code(context, ...args)
  }
  context.calls ??= []
  context.calls[unit] ??= new Map<Value, Level | Value>()
  let level = context.calls[unit]
  const last = args.length - 1
  for (let i = 0; i < last; i++) {
    const arg = args[i] as Value
    let next = level.get(arg) as Level | undefined
    if (next === undefined) {
      next = new Map()
      level.set(arg, next)
    }
    level = next
  }
  const key = last < 0 ? null : (args[last] as Value)
  const known = level.get(key) as Value | undefined
  if (known !== undefined) return known === none ? undefined : known
  const value = code(context, ...args)
  level.set(key, value === undefined ? none : value)
  return value
}
