import { Composite } from '../values/composite.ts'
import { entriesOf, type ObjectValue } from '../values/objects.ts'
import type { Value } from '../values/value.ts'
import { type BuiltinCall, BuiltinError } from './builtin.ts'
import { spendText } from './text-work.ts'

/** How many levels of nesting built-ins follow in a value or a text. */
export const mostLevels = 1000

/** Security: what recurses until the stack is full fails like any other work, without harm to the process. */
export function withinStack<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw new BuiltinError('value is nested too deeply')
    throw error
  }
}

/**
 * Counts the work of going through a whole value. Security: also of one that holds the same value many
 * times over, whose text would be exponentially longer than what made it; and refuses one that is nested so
 * deeply that following it would overflow the stack.
 */
export function spendValue(call: BuiltinCall, value: Value, levels = mostLevels): void {
  if (typeof value === 'string') spendText(call, value.length)
  else call.spend(1)
  if (typeof value !== 'object' || value === null) return
  if (levels === 0) throw new BuiltinError('value is nested too deeply')
  if (Array.isArray(value)) for (const item of value) spendValue(call, item, levels - 1)
  else if (value instanceof Composite && value.kind === 'set') {
    for (const member of value.keys()) spendValue(call, member, levels - 1)
  } else {
    for (const [key, item] of entriesOf(value as ObjectValue)) {
      spendValue(call, key, levels - 1)
      spendValue(call, item, levels - 1)
    }
  }
}
