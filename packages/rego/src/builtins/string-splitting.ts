import { RegoSet } from '../values/rego-set.ts'
import { codePoints, lengthOf } from '../values/text.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { elementError, integerOperand, operandError, stringOperand } from './operand.ts'
import { splitText } from './text-search.ts'
import { spendText } from './text-work.ts'
import { array, number, oneOf, set, string } from './type.ts'

/** Built-ins that take strings apart and put them together. */
export const stringSplitting: readonly Builtin[] = [
  {
    name: 'concat',
    description:
      'Joins strings with a delimiter between each two; those of a set in their order, which is by code point.',
    args: [
      { name: 'delimiter', description: 'what stands between', type: string },
      {
        name: 'collection',
        description: 'the strings to join',
        type: oneOf(array(string), set(string)),
      },
    ],
    result: { name: 'output', description: 'the joined string', type: string },
    evaluate: concat,
  },
  {
    name: 'split',
    description:
      'Gives what lies between the occurrences of a delimiter. An empty delimiter gives the characters; where the delimiter does not occur the whole string is the only part.',
    args: [
      { name: 'x', description: 'the string to split', type: string },
      { name: 'delimiter', description: 'what stands between the parts', type: string },
    ],
    result: { name: 'ys', description: 'the parts', type: array(string) },
    evaluate: (call, x, delimiter) => parts(call, stringOperand(x, 1), stringOperand(delimiter, 2)),
  },
  {
    name: 'strings.split_n',
    description:
      'Splits as `split` does, and gives the first `n` parts, or for a negative `n` the last ones. All parts where there are fewer.',
    args: [
      { name: 'x', description: 'the string to split', type: string },
      { name: 'delimiter', description: 'what stands between the parts', type: string },
      {
        name: 'n',
        description: 'how many parts; negative to count from the end',
        type: number,
      },
    ],
    result: { name: 'ys', description: 'the parts', type: array(string) },
    evaluate: (call, x, delimiter, n) => {
      const text = stringOperand(x, 1)
      const between = stringOperand(delimiter, 2)
      const count = integerOperand(n, 3)
      const all = parts(call, text, between)
      return count >= 0 ? all.slice(0, count) : all.slice(count)
    },
  },
  {
    name: 'substring',
    description:
      'Gives `length` characters of a string from position `offset`, counted from 0; fewer where the string ends before, all the rest for a negative `length`. An error for a negative `offset`.',
    args: [
      { name: 'value', description: 'the string to cut from', type: string },
      { name: 'offset', description: 'position of the first character', type: number },
      {
        name: 'length',
        description: 'how many characters; negative for all that are left',
        type: number,
      },
    ],
    result: { name: 'output', description: 'the characters', type: string },
    evaluate: (call, value, offset, length) => {
      const text = stringOperand(value, 1)
      const start = integerOperand(offset, 2)
      const count = integerOperand(length, 3)
      if (start < 0) throw new BuiltinError('negative offset')
      spendText(call, text.length)
      const end = count < 0 ? undefined : start + count
      if (text.length === lengthOf(text)) return text.slice(start, end)
      return codePoints(text).slice(start, end).join('')
    },
  },
  {
    name: 'strings.reverse',
    description: 'Gives the characters of a string in reverse order.',
    args: [{ name: 'x', description: 'the string to reverse', type: string }],
    result: { name: 'y', description: 'its characters, last first', type: string },
    evaluate: (call, x) => {
      const text = stringOperand(x, 1)
      call.spend(1 + text.length)
      return codePoints(text).reverse().join('')
    },
  },
]

function concat(call: BuiltinCall, delimiter: Value, collection: Value): string {
  const between = stringOperand(delimiter, 1)
  const list = collection instanceof RegoSet ? collection.sorted() : collection
  if (!Array.isArray(list)) throw operandError(2, collection, 'set', 'array')
  let length = between.length * list.length
  for (const element of list as readonly Value[]) {
    if (typeof element !== 'string') throw elementError(2, collection, element, 'string')
    length += element.length
  }
  call.spend(list.length)
  // Before it is made: a long delimiter between many strings is much more than both.
  spendText(call, length)
  return list.join(between)
}

function parts(call: BuiltinCall, text: string, delimiter: string): readonly string[] {
  spendText(call, text.length + delimiter.length)
  const all = delimiter === '' ? codePoints(text) : splitText(text, delimiter)
  call.spend(all.length)
  return all
}
