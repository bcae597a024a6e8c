import { typeName } from '../values/kind.ts'
import type { TypeName } from '../values/value.ts'
import type { Builtin } from './builtin.ts'
import { any, boolean, string } from './type.ts'

/** Built-ins that tell the type of a value. */
export const typeChecks: readonly Builtin[] = [
  check('is_array', 'array', 'an array'),
  check('is_boolean', 'boolean', 'a boolean'),
  check('is_null', 'null', '`null`'),
  check('is_number', 'number', 'a number'),
  check('is_object', 'object', 'an object'),
  check('is_set', 'set', 'a set'),
  check('is_string', 'string', 'a string'),
  {
    name: 'type_name',
    description: 'Gives the name of the type of a value.',
    args: [{ name: 'x', description: 'the value', type: any }],
    result: {
      name: 'type',
      description:
        'one of `"null"`, `"boolean"`, `"number"`, `"string"`, `"array"`, `"object"`, `"set"`',
      type: string,
    },
    evaluate: (_call, x) => typeName(x),
  },
]

function check(name: string, type: TypeName, words: string): Builtin {
  return {
    name,
    description: `Whether a value is ${words}; \`false\` for every other value, undefined only where the value is.`,
    args: [{ name: 'x', description: 'the value', type: any }],
    result: { name: 'result', description: `whether \`x\` is ${words}`, type: boolean },
    evaluate: (_call, x) => typeName(x) === type,
  }
}
