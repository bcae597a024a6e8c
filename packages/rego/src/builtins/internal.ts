import { equal } from '../values/equal.ts'
import { isObject, typeName } from '../values/kind.ts'
import { entriesOf, getKey } from '../values/objects.ts'
import { printValue } from '../values/print.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { arrayOperand, stringOperand } from './operand.ts'
import { checkTextLength, spendText } from './text-work.ts'
import { any, array, boolean, set, string } from './type.ts'

const truth = { name: 'result', description: 'always `true`', type: boolean }

/** What the compiler calls for operators and template strings, and what only observers see. */
export const internal: readonly Builtin[] = [
  {
    name: 'internal.member_2',
    description:
      '`x in xs`: whether a value is an element of an array, a member of a set or a value of an object; `false` where `xs` is none of these.',
    args: [
      { name: 'x', type: any },
      { name: 'xs', type: any },
    ],
    result: { name: 'result', description: 'whether it is there', type: boolean },
    infix: 'in',
    evaluate: isMember,
  },
  {
    name: 'internal.member_3',
    description:
      '`k, x in xs`: whether `xs` has the value `x` at the key or position `k`; a set has its members at themselves. `false` where `xs` is no collection.',
    args: [
      { name: 'k', type: any },
      { name: 'x', type: any },
      { name: 'xs', type: any },
    ],
    result: { name: 'result', description: 'whether it is there', type: boolean },
    infix: 'in',
    evaluate: (_call, key, value, collection) => {
      const found = at(collection, key)
      return found !== undefined && equal(found, value)
    },
  },
  {
    name: 'internal.template_string',
    description:
      'Joins the parts of a template string. A part that is computed is a set: of its value, shown as it is where it is a string and as Rego text otherwise, or empty where it is undefined, shown as `<undefined>`.',
    args: [{ name: 'parts', type: array(any) }],
    result: { name: 'output', description: 'the text', type: string },
    evaluate: (call, parts) => {
      const shown = arrayOperand(parts, 1).map(partText)
      let length = 0
      for (const part of shown) {
        spendText(call, part.length)
        length += part.length
      }
      checkTextLength(length)
      return shown.join('')
    },
  },
  {
    name: 'internal.print',
    description: 'What the compiler makes of `print`; changes no answer.',
    args: [{ name: 'parts', type: array(set(any)) }],
    result: truth,
    evaluate: () => true,
  },
  {
    name: 'internal.test_case',
    description: 'What the compiler makes of test cases; changes no answer.',
    args: [{ name: 'names', type: array(any) }],
    result: truth,
    evaluate: () => true,
  },
  {
    name: 'print',
    description:
      'Prints its arguments where the host wants to see them; changes no answer, and an argument that is undefined does no harm.',
    args: [],
    variadic: any,
    result: truth,
    evaluate: () => true,
  },
  {
    name: 'trace',
    description: 'Puts a note in the explanation of a query; changes no answer.',
    args: [{ name: 'note', description: 'the note', type: string }],
    result: truth,
    evaluate: (_call, note) => {
      stringOperand(note, 1)
      return true
    },
  },
]

function isMember(call: BuiltinCall, value: Value, collection: Value): boolean {
  if (collection instanceof RegoSet) return collection.has(value)
  if (Array.isArray(collection)) {
    call.spend(collection.length)
    return collection.some((element) => equal(element, value))
  }
  if (!isObject(collection)) return false
  const entries = entriesOf(collection)
  call.spend(entries.length)
  return entries.some(([, element]) => equal(element, value))
}

function at(collection: Value, key: Value): Value | undefined {
  if (collection instanceof RegoSet) return collection.get(key)
  if (Array.isArray(collection)) {
    return typeof key === 'number' && key >= 0 ? collection[key] : undefined
  }
  return isObject(collection) ? getKey(collection, key) : undefined
}

function partText(part: Value): string {
  switch (typeName(part)) {
    case 'string':
      return part as string
    case 'number':
    case 'boolean':
    case 'null':
      return printValue(part)
    case 'set': {
      const [value, another] = (part as RegoSet).members()
      if (value === undefined) return '<undefined>'
      if (another === undefined) return typeof value === 'string' ? value : printValue(value)
      throw new BuiltinError('template-strings must not produce multiple outputs')
    }
    default:
      throw new BuiltinError(`illegal argument type: ${typeName(part)}`)
  }
}
