import type { Value } from '../../values/value.ts'
import type { BuiltinCall } from '../builtin.ts'
import { spendText } from '../text-work.ts'
import { spendValue } from '../value-work.ts'
import { hasFormat } from './check-format.ts'
import type { Outcome, Place } from './outcome.ts'
import { plainJson } from './plain-json.ts'
import type { Schema } from './schema.ts'

/** Looking for a format takes about as long as looking at a character so many times. */
const workOfFormat = 4

/** `const`, `enum` and `format`. */
export function checkLiterals(
  call: BuiltinCall,
  outcome: Outcome,
  schema: Schema,
  value: Value,
  place: Place,
): void {
  const { const: wanted, enum: allowed, format } = schema
  if (wanted !== undefined || allowed.size > 0) {
    spendValue(call, value)
    const text = plainJson(value)
    if (wanted !== undefined && text !== wanted) {
      spendText(call, wanted.length)
      outcome.refuse('const', place, (field) => `${field} does not match: ${wanted}`)
    }
    if (allowed.size > 0 && !allowed.has(text)) {
      call.spend(allowed.size)
      const list = [...allowed].join(', ')
      spendText(call, list.length)
      outcome.refuse('enum', place, (field) => `${field} must be one of the following: ${list}`)
    }
  }
  if (format !== undefined && typeof value === 'string') {
    spendText(call, value.length * workOfFormat)
    if (!hasFormat(format, value)) {
      outcome.refuse('format', place, `Does not match format '${format}'`)
    }
  }
  outcome.score++
}
