import { sortedEntries } from '../values/objects.ts'
import type { Numeric, Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { lowerCase, upperCase } from './letter-case.ts'
import { LiteralReplacer } from './literal-replacer.ts'
import { absolute, ceiling, floor } from './number-rounding.ts'
import { spendNumbers } from './number-work.ts'
import { numberOperand, objectOperand, stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { number, object, string } from './type.ts'

/** Built-ins that make another string. */
export const stringChanging: readonly Builtin[] = [
  {
    name: 'lower',
    description: 'Makes letters lower case, each for itself: no language and no neighbour matters.',
    args: [{ name: 'x', description: 'the string', type: string }],
    result: { name: 'y', description: '`x` in lower case', type: string },
    evaluate: (call, x) => {
      const text = stringOperand(x, 1)
      spendText(call, text.length)
      return lowerCase(text)
    },
  },
  {
    name: 'upper',
    description:
      'Makes letters upper case, each for itself: a letter that would become several stays, such as `ß`.',
    args: [{ name: 'x', description: 'the string', type: string }],
    result: { name: 'y', description: '`x` in upper case', type: string },
    evaluate: (call, x) => {
      const text = stringOperand(x, 1)
      spendText(call, text.length)
      return upperCase(text)
    },
  },
  {
    name: 'replace',
    description:
      'Replaces every occurrence of a string by another, from left to right. An empty `old` occurs before each character and at the end.',
    args: [
      { name: 'x', description: 'the string to change', type: string },
      { name: 'old', description: 'what to replace', type: string },
      { name: 'new', description: 'what to put in its place', type: string },
    ],
    result: { name: 'y', description: 'the changed string', type: string },
    evaluate: (call, x, old, fresh) => {
      const text = stringOperand(x, 1)
      const sought = stringOperand(old, 2)
      return replaced(call, text, [[sought, stringOperand(fresh, 3)]])
    },
  },
  {
    name: 'strings.replace_n',
    description:
      'Replaces every occurrence of the keys of an object by their values, from left to right, without looking at what was put in. Where several keys match at a place, the first in their order wins.',
    args: [
      {
        name: 'patterns',
        description: 'what to replace, and by what',
        type: object(string, string),
      },
      { name: 'value', description: 'the string to change', type: string },
    ],
    result: { name: 'output', description: 'the changed string', type: string },
    evaluate: (call, patterns, value) => {
      const pairs = objectOperand(patterns, 1)
      const text = stringOperand(value, 2)
      const entries = sortedEntries(pairs)
      call.spend(entries.length)
      return replaced(call, text, entries.map(stringPair))
    },
  },
  {
    name: 'format_int',
    description:
      'Writes a number in base 2, 8, 10 or 16 with small letters; a fraction is cut off first. An error for every other base.',
    args: [
      { name: 'number', description: 'the number to write', type: number },
      { name: 'base', description: '`2`, `8`, `10` or `16`', type: number },
    ],
    result: { name: 'output', description: 'the number as text', type: string },
    evaluate: (call, value, base) => {
      const given = numberOperand(value, 1)
      const radix = numberOperand(base, 2)
      if (radix !== 2 && radix !== 8 && radix !== 10 && radix !== 16) {
        throw new BuiltinError('operand 2 must be one of {2, 8, 10, 16}', 'eval_type_error')
      }
      const whole = withoutFraction(given)
      spendNumbers(call, whole)
      return whole.toString(radix)
    },
  },
]

function stringPair([key, value]: readonly [Value, Value]): readonly [string, string] {
  if (typeof key !== 'string') {
    throw new BuiltinError('operand 1 non-string key found in pattern object', 'eval_type_error')
  }
  if (typeof value !== 'string') {
    throw new BuiltinError('operand 1 non-string value found in pattern object', 'eval_type_error')
  }
  return [key, value]
}

function replaced(
  call: BuiltinCall,
  text: string,
  pairs: readonly (readonly [string, string])[],
): string {
  return new LiteralReplacer(call, pairs).replace(text)
}

function withoutFraction(value: Numeric): number | bigint {
  const whole = (absolute(value) === value ? floor : ceiling)(value)
  return typeof whole === 'object' ? BigInt(whole.text) : whole
}
