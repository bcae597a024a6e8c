import type { Value } from '../../values/value.ts'
import { spendValue } from '../value-work.ts'
import type { Outcome, Place } from './outcome.ts'
import { plainJson } from './plain-json.ts'
import type { Schema } from './schema.ts'
import type { Validator } from './validator.ts'

/** `items`, `additionalItems`, `minItems`, `maxItems`, `uniqueItems`, `contains`. */
export function checkArray(
  validator: Validator,
  outcome: Outcome,
  schema: Schema,
  items: readonly Value[],
  place: Place,
): void {
  const check = (part: Schema, i: number) =>
    validator.check(part, items[i] as Value, { name: String(i), parent: place })
  checkItems(check, outcome, schema, items.length, place)
  if (schema.minItems !== undefined && items.length < schema.minItems) {
    outcome.refuse('array_min_items', place, `Array must have at least ${schema.minItems} items`)
  }
  if (schema.maxItems !== undefined && items.length > schema.maxItems) {
    outcome.refuse('array_max_items', place, `Array must have at most ${schema.maxItems} items`)
  }
  if (schema.uniqueItems === true) {
    spendValue(validator.call, items)
    checkUnique(outcome, items, place)
  }
  if (schema.contains !== undefined) {
    checkContains(check, outcome, schema.contains, items.length, place)
  }
  outcome.score++
}

type Check = (part: Schema, i: number) => Outcome

function checkItems(
  check: Check,
  outcome: Outcome,
  { items, additionalItems }: Schema,
  length: number,
  place: Place,
): void {
  if (items === undefined) return
  if ('types' in items) {
    for (let i = 0; i < length; i++) outcome.take(check(items, i))
    return
  }
  items.slice(0, length).forEach((part, i) => {
    outcome.take(check(part, i))
  })
  // Without any schema for a position none is additional.
  if (items.length === 0 || items.length >= length) return
  if (additionalItems === false) {
    outcome.refuse('array_no_additional_items', place, 'No additional items allowed on array')
  } else if (typeof additionalItems === 'object') {
    for (let i = items.length; i < length; i++) outcome.take(check(additionalItems, i))
  }
}

function checkUnique(outcome: Outcome, items: readonly Value[], place: Place): void {
  const seen = new Map<string, number>()
  items.forEach((item, j) => {
    const text = plainJson(item)
    const i = seen.get(text)
    if (i !== undefined) {
      outcome.refuse('unique', place, `array items[${i},${j}] must be unique`)
    }
    seen.set(text, j)
  })
}

function checkContains(
  check: Check,
  outcome: Outcome,
  schema: Schema,
  length: number,
  place: Place,
): void {
  let best: Outcome | undefined
  for (let i = 0; i < length; i++) {
    const tried = check(schema, i)
    if (tried.valid) return
    if (best === undefined || tried.score > best.score) best = tried
  }
  outcome.refuse('contains', place, 'At least one of the items must match')
  if (best !== undefined) outcome.take(best)
}
