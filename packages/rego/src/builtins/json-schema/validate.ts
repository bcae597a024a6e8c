import { isNumber, isObject } from '../../values/kind.ts'
import { getKey } from '../../values/objects.ts'
import type { Numeric, Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { checkArray } from './check-array.ts'
import { checkLiterals } from './check-literals.ts'
import { checkNumber } from './check-number.ts'
import { checkObject } from './check-object.ts'
import { checkText } from './check-text.ts'
import { combine } from './combine.ts'
import { isWhole } from './numbers.ts'
import { Outcome, type Place, type SchemaMismatch } from './outcome.ts'
import type { Schema } from './schema.ts'
import type { Validator } from './validator.ts'

/** How deeply schemas may lead to others: one that refers to itself is followed no further. */
const mostSteps = 1000

/** Compares a JSON document with a schema, and gives what does not fit. Throws BuiltinError. */
export function validate(
  call: BuiltinCall,
  schema: Schema,
  document: Value,
): readonly SchemaMismatch[] {
  return new SchemaValidator(call).check(schema, document, { name: '(Root)' }).mismatches
}

/** Compares values with schemas, schemas in them included. */
class SchemaValidator implements Validator {
  readonly call: BuiltinCall
  #steps = 0

  constructor(call: BuiltinCall) {
    this.call = call
  }

  check(schema: Schema, value: Value, place: Place): Outcome {
    const outcome = new Outcome()
    this.checkInto(outcome, schema, value, place)
    return outcome
  }

  checkInto(outcome: Outcome, schema: Schema, value: Value, place: Place): void {
    this.call.spend(2)
    // Security: a schema may refer to itself without end.
    if (++this.#steps > mostSteps) throw new BuiltinError('schema is followed too deeply')
    this.#checkOne(outcome, schema, value, place)
    this.#steps--
  }

  #checkOne(outcome: Outcome, schema: Schema, value: Value, place: Place): void {
    if (schema.pass !== undefined) {
      if (!schema.pass) outcome.refuse('false', place, 'False always fails validation')
      return
    }
    if (schema.reference !== undefined) {
      this.checkInto(outcome, schema.reference, value, place)
      return
    }
    const given = typeOf(value)
    if (!accepts(schema, given)) {
      outcome.refuse(
        'invalid_type',
        place,
        `Invalid type. Expected: ${wantedTypes(schema)}, given: ${given}`,
      )
      return
    }
    combine(this, outcome, schema, value, place)
    if (isNumber(value)) checkNumber(outcome, schema, value, place)
    else if (Array.isArray(value)) checkArray(this, outcome, schema, value, place)
    else if (isObject(value)) checkObject(this, outcome, schema, value, place)
    checkLiterals(this.call, outcome, schema, value, place)
    if (typeof value === 'string') checkText(this.call, outcome, schema, value, place)
    else if (isObject(value)) this.#checkProperties(outcome, schema, value, place)
    outcome.score++
  }

  #checkProperties(outcome: Outcome, schema: Schema, value: Value, place: Place): void {
    if (!isObject(value)) return
    for (const [name, part] of schema.properties) {
      const item = getKey(value, name)
      if (item !== undefined) this.checkInto(outcome, part, item, { name, parent: place })
    }
  }
}

function typeOf(value: Value): string {
  if (value === null) return 'null'
  if (isNumber(value)) return isWhole(value as Numeric) ? 'integer' : 'number'
  return Array.isArray(value) ? 'array' : typeof value
}

function accepts({ types }: Schema, given: string): boolean {
  return (
    types.length === 0 || types.includes(given) || (given === 'integer' && types.includes('number'))
  )
}

function wantedTypes({ types }: Schema): string {
  return types.length === 1 ? (types[0] ?? '') : `[${types.join()}]`
}
