import { randomBytes } from 'node:crypto'
import type { Limits } from '../limits.ts'
import type { Outcome, OutcomeError } from '../outcome.ts'
import { MeterExhausted, meter } from '../values/meter.ts'
import type { Value } from '../values/value.ts'
import { Context } from './context.ts'
import { EvaluationError } from './evaluation-error.ts'
import { freshSlots } from './mocks.ts'
import { QueryState, type World } from './query-state.ts'

export type { World }

import type { Runtime, UnitCode } from './runtime.ts'
import { toPlain } from './to-plain.ts'

export function newContext(runtime: Runtime, input: unknown, world: World): Context {
  const slots = freshSlots(runtime.slots)
  return new Context(
    new QueryState(world),
    slots,
    input as Value | undefined,
    world.data,
    runtime,
    undefined,
    unmasked,
  )
}

const unmasked: readonly (readonly string[])[] = []

/** So many composite values may be looked into for a unit of fuel. */
const valuesPerFuel = 2

/** Runs a unit; whatever goes wrong is an outcome, never a throw. */
export function evaluateEntry(
  code: UnitCode,
  runtime: Runtime,
  input: unknown,
  world: World,
): Outcome {
  const before = meter.left
  meter.left = world.limits.fuel * valuesPerFuel
  try {
    const value = code(newContext(runtime, input, world))
    if (value === undefined) return { kind: 'undefined' }
    return { kind: 'defined', value: toPlain(value, world.limits) }
  } catch (error) {
    return { kind: 'error', error: outcomeError(error) }
  } finally {
    meter.left = before
  }
}

/** Runs something that compares values, within the limits of an evaluation. */
export function withinLimits<Result>({ fuel }: Limits, run: () => Result): Result {
  const before = meter.left
  meter.left = fuel * valuesPerFuel
  try {
    return run()
  } finally {
    meter.left = before
  }
}

export function outcomeError(error: unknown): OutcomeError {
  try {
    return describeError(error)
  } catch {
    // What a getter of the input throws may throw itself when it is looked at.
    const message = 'eval_internal_error: the evaluation failed, and its error cannot be read'
    return { code: 'eval_internal_error', message, location: undefined }
  }
}

function describeError(error: unknown): OutcomeError {
  if (error instanceof EvaluationError) {
    return { code: error.code, message: error.message, location: error.location }
  }
  if (error instanceof MeterExhausted) {
    const message = `eval_fuel_error: ${error.message}: raise \`limits.fuel\`, or compare smaller values`
    return { code: 'eval_fuel_error', message, location: undefined }
  }
  const tooDeep =
    error instanceof RangeError && error.message === 'Maximum call stack size exceeded'
  const code = tooDeep ? 'eval_depth_error' : 'eval_internal_error'
  const reason = tooDeep
    ? 'values or calls are nested too deeply'
    : `the evaluation failed: ${error instanceof Error ? String(error.message) : 'something was thrown that is no error'}`
  return { code, message: `${code}: ${reason}`, location: undefined }
}

export function systemNow(): bigint {
  return BigInt(Date.now()) * 1_000_000n
}

export function systemRandom(count: number): Uint8Array {
  return randomBytes(count)
}
