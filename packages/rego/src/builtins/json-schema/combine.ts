import { isObject } from '../../values/kind.ts'
import { getKey, sortedKeys } from '../../values/objects.ts'
import type { Value } from '../../values/value.ts'
import type { Outcome, Place } from './outcome.ts'
import type { Schema } from './schema.ts'
import type { Validator } from './validator.ts'

/** `anyOf`, `oneOf`, `allOf`, `not`, `dependencies`, `if`. */
export function combine(
  validator: Validator,
  outcome: Outcome,
  schema: Schema,
  value: Value,
  place: Place,
): void {
  const check = (part: Schema) => validator.check(part, value, place)
  checkAnyOf(check, outcome, schema, place)
  checkOneOf(check, outcome, schema, place)
  checkAllOf(check, outcome, schema, place)
  if (schema.not !== undefined && check(schema.not).valid) {
    outcome.refuse('number_not', place, 'Must not validate the schema (not)')
  }
  checkDependencies(validator, outcome, schema, value, place)
  checkCondition(check, outcome, schema, place)
  outcome.score++
}

type Check = (part: Schema) => Outcome

function checkAnyOf(check: Check, outcome: Outcome, { anyOf }: Schema, place: Place): void {
  if (anyOf.length === 0) return
  let best: Outcome | undefined
  for (const part of anyOf) {
    const tried = check(part)
    if (tried.valid) return
    if (best === undefined || tried.score > best.score) best = tried
  }
  outcome.refuse('number_any_of', place, 'Must validate at least one schema (anyOf)')
  if (best !== undefined) outcome.take(best)
}

function checkOneOf(check: Check, outcome: Outcome, { oneOf }: Schema, place: Place): void {
  if (oneOf.length === 0) return
  let best: Outcome | undefined
  let valid = 0
  for (const part of oneOf) {
    const tried = check(part)
    if (tried.valid) valid++
    else if (best === undefined || tried.score > best.score) best = tried
  }
  if (valid === 1) return
  outcome.refuse('number_one_of', place, 'Must validate one and only one schema (oneOf)')
  if (valid === 0 && best !== undefined) outcome.take(best)
}

function checkAllOf(check: Check, outcome: Outcome, { allOf }: Schema, place: Place): void {
  let valid = 0
  for (const part of allOf) {
    const tried = check(part)
    if (tried.valid) valid++
    outcome.take(tried)
  }
  if (valid < allOf.length) {
    outcome.refuse('number_all_of', place, 'Must validate all the schemas (allOf)')
  }
}

function checkDependencies(
  validator: Validator,
  outcome: Outcome,
  schema: Schema,
  value: Value,
  place: Place,
): void {
  if (schema.dependencies.size === 0 || !isObject(value)) return
  for (const key of sortedKeys(value)) {
    const dependency = schema.dependencies.get(key as string)
    if (dependency === undefined) continue
    if ('types' in dependency) validator.checkInto(outcome, dependency, value, place)
    else {
      for (const name of dependency) {
        if (getKey(value, name) !== undefined) continue
        outcome.refuse('missing_dependency', place, `Has a dependency on ${name}`)
      }
    }
  }
}

function checkCondition(check: Check, outcome: Outcome, schema: Schema, place: Place): void {
  if (schema.if === undefined) return
  const word = check(schema.if).valid ? 'then' : 'else'
  const part = schema[word]
  const tried = part === undefined ? undefined : check(part)
  if (tried === undefined || tried.valid) return
  const was = word === 'then' ? 'was' : 'was not'
  outcome.refuse(`condition_${word}`, place, `Must validate "${word}" as "if" ${was} valid`)
  outcome.take(tried)
}
