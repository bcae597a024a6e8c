import { compareNumbers } from '../../values/compare-numbers.ts'
import type { Numeric } from '../../values/value.ts'
import { formatShortest } from '../shortest-number.ts'
import { isMultiple } from './numbers.ts'
import type { Outcome, Place } from './outcome.ts'
import type { Schema } from './schema.ts'

/** `multipleOf` and the bounds, exactly. */
export function checkNumber(outcome: Outcome, schema: Schema, number: Numeric, place: Place): void {
  const { multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum } = schema
  if (multipleOf !== undefined && !isMultiple(number, multipleOf)) {
    outcome.refuse('multiple_of', place, `Must be a multiple of ${formatShortest(multipleOf)}`)
  }
  const refuse = (type: string, words: string, limit: Numeric) =>
    outcome.refuse(type, place, `Must be ${words} ${formatShortest(limit)}`)
  if (maximum !== undefined && compareNumbers(number, maximum) > 0) {
    refuse('number_lte', 'less than or equal to', maximum)
  }
  if (exclusiveMaximum !== undefined && compareNumbers(number, exclusiveMaximum) >= 0) {
    refuse('number_lt', 'less than', exclusiveMaximum)
  }
  if (minimum !== undefined && compareNumbers(number, minimum) < 0) {
    refuse('number_gte', 'greater than or equal to', minimum)
  }
  if (exclusiveMinimum !== undefined && compareNumbers(number, exclusiveMinimum) <= 0) {
    refuse('number_gt', 'greater than', exclusiveMinimum)
  }
  outcome.score++
}
