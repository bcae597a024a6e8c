import { type BuiltinCall, BuiltinError } from '../../src/builtins/builtin.ts'
import { builtinTable } from '../../src/builtins/table.ts'
import { RegoSet } from '../../src/values/rego-set.ts'
import type { Value } from '../../src/values/value.ts'

/** What a limited evaluation throws. */
export class LimitReached extends Error {}

/** A call that knows no world: time stands at 0, random bytes count up. */
export function testCall(limit = 10_000_000): BuiltinCall {
  let spent = 0
  return {
    now: () => 0n,
    randomBytes: (count) => Uint8Array.from({ length: count }, (_, i) => i),
    queryMemo: new Map(),
    spend(units) {
      spent += units
      if (spent > limit) throw new LimitReached('limit reached')
    },
  }
}

/** Calls a built-in by name. */
export function callBuiltin(name: string, ...args: Value[]): Value | undefined {
  return evaluateWith(testCall(), name, ...args)
}

/** The same with a call of one's own. */
export function evaluateWith(call: BuiltinCall, name: string, ...args: Value[]): Value | undefined {
  const builtin = builtinTable.get(name)
  if (builtin === undefined) throw new Error(`no built-in ${name}`)
  return builtin.evaluate(call, ...args)
}

/** The text of the error that a built-in throws. */
export function errorOf(name: string, ...args: Value[]): string | undefined {
  try {
    callBuiltin(name, ...args)
  } catch (error) {
    if (error instanceof BuiltinError) return error.message
    throw error
  }
  return undefined
}

/** A set of these members. */
export function set(...members: Value[]): RegoSet {
  return RegoSet.from(members)
}
