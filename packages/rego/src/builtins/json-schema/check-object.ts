import { getKey, type ObjectValue, sizeOf, sortedEntries } from '../../values/objects.ts'
import type { Value } from '../../values/value.ts'
import { spendText } from '../text-work.ts'
import type { Outcome, Place } from './outcome.ts'
import type { Schema } from './schema.ts'
import type { Validator } from './validator.ts'

/** All that is asked of an object but what its `properties` are. */
export function checkObject(
  validator: Validator,
  outcome: Outcome,
  schema: Schema,
  object: ObjectValue,
  place: Place,
): void {
  const size = sizeOf(object)
  if (schema.minProperties !== undefined && size < schema.minProperties) {
    outcome.refuse(
      'array_min_properties',
      place,
      `Must have at least ${schema.minProperties} properties`,
    )
  }
  if (schema.maxProperties !== undefined && size > schema.maxProperties) {
    outcome.refuse(
      'array_max_properties',
      place,
      `Must have at most ${schema.maxProperties} properties`,
    )
  }
  for (const name of schema.required) {
    if (getKey(object, name) !== undefined) outcome.score++
    else outcome.refuse('required', place, `${name} is required`)
  }
  checkOthers(validator, outcome, schema, object, place)
  checkNames(validator, outcome, schema, object, place)
  outcome.score++
}

/** What is described neither by `properties` nor by `patternProperties` must be allowed besides. */
function checkOthers(
  validator: Validator,
  outcome: Outcome,
  schema: Schema,
  object: ObjectValue,
  place: Place,
): void {
  const { additionalProperties } = schema
  if (additionalProperties === undefined && schema.patternProperties.length === 0) return
  for (const [key, value] of sortedEntries(object)) {
    const name = String(key)
    const matched = checkPatterns(validator, outcome, schema, value, { name, parent: place })
    if (matched || schema.properties.has(name)) continue
    if (additionalProperties === false) {
      outcome.refuse(
        'additional_property_not_allowed',
        place,
        `Additional property ${name} is not allowed`,
      )
    } else if (typeof additionalProperties === 'object') {
      outcome.take(validator.check(additionalProperties, value, { name, parent: place }))
    }
  }
}

/** Whether some pattern fits the name. */
function checkPatterns(
  validator: Validator,
  outcome: Outcome,
  schema: Schema,
  value: Value,
  place: Place,
): boolean {
  let matched = false
  for (const { pattern, schema: part } of schema.patternProperties) {
    spendText(validator.call, place.name.length * 16)
    if (!pattern.test(place.name, validator.call)) continue
    matched = true
    outcome.take(validator.check(part, value, place))
  }
  if (matched) outcome.score++
  return matched
}

function checkNames(
  validator: Validator,
  outcome: Outcome,
  { propertyNames }: Schema,
  object: ObjectValue,
  place: Place,
): void {
  if (propertyNames === undefined) return
  for (const [key] of sortedEntries(object)) {
    const tried = validator.check(propertyNames, key, place)
    if (tried.valid) continue
    outcome.refuse(
      'invalid_property_name',
      place,
      `Property name of "${String(key)}" does not match`,
    )
    outcome.take(tried)
  }
}
