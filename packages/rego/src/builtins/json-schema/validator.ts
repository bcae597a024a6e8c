import type { Value } from '../../values/value.ts'
import type { BuiltinCall } from '../builtin.ts'
import type { Outcome, Place } from './outcome.ts'
import type { Schema } from './schema.ts'

/** What the checks of collections ask for: a value within compared with a schema within. */
export interface Validator {
  readonly call: BuiltinCall
  check(schema: Schema, value: Value, place: Place): Outcome
  checkInto(outcome: Outcome, schema: Schema, value: Value, place: Place): void
}
