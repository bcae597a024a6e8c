import { lengthOf } from '../../values/text.ts'
import type { BuiltinCall } from '../builtin.ts'
import { spendText } from '../text-work.ts'
import type { Outcome, Place } from './outcome.ts'
import type { Schema } from './schema.ts'

/** `minLength`, `maxLength` (in characters) and `pattern`. */
export function checkText(
  call: BuiltinCall,
  outcome: Outcome,
  schema: Schema,
  text: string,
  place: Place,
): void {
  spendText(call, text.length)
  if (schema.minLength !== undefined && lengthOf(text) < schema.minLength) {
    outcome.refuse(
      'string_gte',
      place,
      `String length must be greater than or equal to ${schema.minLength}`,
    )
  }
  if (schema.maxLength !== undefined && lengthOf(text) > schema.maxLength) {
    outcome.refuse(
      'string_lte',
      place,
      `String length must be less than or equal to ${schema.maxLength}`,
    )
  }
  if (schema.pattern !== undefined) {
    if (!schema.pattern.test(text, call)) {
      outcome.refuse('pattern', place, `Does not match pattern '${schema.pattern.source}'`)
    }
  }
  outcome.score++
}
