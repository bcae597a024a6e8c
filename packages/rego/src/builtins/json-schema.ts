import { parseJson, toJson } from '../values/json.ts'
import { isObject } from '../values/kind.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { isJson } from './encoding/scan-json.ts'
import { compileSchema } from './json-schema/compile-schema.ts'
import type { Schema } from './json-schema/schema.ts'
import { validate } from './json-schema/validate.ts'
import { spendText } from './text-work.ts'
import { any, array, boolean, nullType, object, oneOf, record, string, tuple } from './type.ts'
import { spendValue, withinStack } from './value-work.ts'

const document = oneOf(string, object(any, any))

/** Built-ins for JSON Schema, drafts 4, 6 and 7. */
export const jsonSchema: readonly Builtin[] = [
  {
    name: 'json.verify_schema',
    description:
      'Tells whether a value, or a text of JSON, is a JSON Schema (draft 4, 6 or 7), and what is wrong with it. Patterns are regular expressions of RE2. Other documents are never loaded.',
    args: [{ name: 'schema', description: 'the schema, or its JSON', type: document }],
    result: {
      name: 'output',
      description: '`[true, null]`, or `[false, error]`',
      type: tuple(boolean, oneOf(nullType, string)),
    },
    evaluate: (call, schema) => {
      try {
        withinStack(() => compileSchema(call, readDocument(call, schema)))
        return [true, null]
      } catch (error) {
        if (error instanceof BuiltinError) return [false, `jsonschema: ${error.message}`]
        throw error
      }
    },
  },
  {
    name: 'json.match_schema',
    description:
      'Tells whether a document matches a JSON Schema (draft 4, 6 or 7), and what does not. Patterns are regular expressions of RE2. Other documents are never loaded.',
    args: [
      { name: 'document', description: 'the document, or its JSON', type: document },
      { name: 'schema', description: 'the schema, or its JSON', type: document },
    ],
    result: {
      name: 'output',
      description: '`[true, []]`, or `[false, errors]`',
      type: tuple(
        boolean,
        array(record({ desc: string, error: string, field: string, type: string })),
      ),
    },
    evaluate: (call, given, schema) => {
      const read = readDocument(call, given)
      const mismatches = withinStack(() => validate(call, compiled(call, schema), read))
      const errors = mismatches.map(({ type, field, description }) => ({
        desc: description,
        error: `${field}: ${description}`,
        field,
        type,
      }))
      return [errors.length === 0, errors]
    },
  },
]

/** As JSON, with each object standing in it once. */
function readDocument(call: BuiltinCall, given: Value): Value {
  if (typeof given === 'string') {
    spendText(call, given.length * 4)
    if (!isJson(given)) throw new BuiltinError('invalid JSON string')
    return parseJson(given)
  }
  if (!isObject(given) && !Array.isArray(given)) {
    throw new BuiltinError('wrong type, expected string or object')
  }
  spendValue(call, given)
  return parseJson(toJson(given))
}

/** Within a query a schema is compiled once: many documents may be compared with it. */
const perQuery = new WeakMap<object, Map<Value, Schema>>()

function compiled(call: BuiltinCall, given: Value): Schema {
  const known = perQuery.get(call.queryMemo) ?? new Map<Value, Schema>()
  perQuery.set(call.queryMemo, known)
  const found = known.get(given) ?? compileSchema(call, readDocument(call, given))
  known.set(given, found)
  return found
}
