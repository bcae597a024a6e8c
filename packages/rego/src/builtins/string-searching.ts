import { RegoSet } from '../values/rego-set.ts'
import { lengthOf } from '../values/text.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { elementError, operandError, stringOperand } from './operand.ts'
import { positionOf, positionsOf } from './text-search.ts'
import { spendText } from './text-work.ts'
import { array, boolean, number, oneOf, set, string } from './type.ts'

const stringOrStrings = oneOf(string, array(string), set(string))

/** Built-ins that look for a string in another. */
export const stringSearching: readonly Builtin[] = [
  {
    name: 'contains',
    description: 'Whether a string occurs in another. The empty string occurs in every string.',
    args: [
      { name: 'haystack', description: 'the string to search in', type: string },
      { name: 'needle', description: 'what to look for', type: string },
    ],
    result: { name: 'result', description: 'whether `needle` is in `haystack`', type: boolean },
    evaluate: (call, haystack, needle) => {
      const text = searched(call, haystack)
      return positionOf(text, stringOperand(needle, 2)) >= 0
    },
  },
  {
    name: 'startswith',
    description: 'Whether a string starts with another.',
    args: [
      { name: 'search', description: 'the string to look at', type: string },
      { name: 'base', description: 'the start it should have', type: string },
    ],
    result: { name: 'result', description: 'whether it starts so', type: boolean },
    evaluate: (call, search, base) => searched(call, search).startsWith(stringOperand(base, 2)),
  },
  {
    name: 'endswith',
    description: 'Whether a string ends with another.',
    args: [
      { name: 'search', description: 'the string to look at', type: string },
      { name: 'base', description: 'the end it should have', type: string },
    ],
    result: { name: 'result', description: 'whether it ends so', type: boolean },
    evaluate: (call, search, base) => searched(call, search).endsWith(stringOperand(base, 2)),
  },
  {
    name: 'indexof',
    description:
      'Gives the position of the first occurrence of a string in another, counted from 0 in characters; `-1` where there is none. An error for an empty `needle`.',
    args: [
      { name: 'haystack', description: 'the string to search in', type: string },
      { name: 'needle', description: 'what to look for', type: string },
    ],
    result: { name: 'output', description: 'the position, or `-1`', type: number },
    evaluate: (call, haystack, needle) => {
      const text = searched(call, haystack)
      const position = positionOf(text, soughtOperand(needle))
      return position < 0 ? -1 : lengthOf(text.slice(0, position))
    },
  },
  {
    name: 'indexof_n',
    description:
      'Gives the positions of all occurrences of a string in another, counted from 0 in characters; occurrences may overlap. An error for an empty `needle`.',
    args: [
      { name: 'haystack', description: 'the string to search in', type: string },
      { name: 'needle', description: 'what to look for', type: string },
    ],
    result: { name: 'output', description: 'the positions, in order', type: array(number) },
    evaluate: (call, haystack, needle) =>
      characterPositions(call, searched(call, haystack), soughtOperand(needle)),
  },
  {
    name: 'strings.count',
    description:
      'Counts the occurrences of a string in another that do not overlap. The empty string occurs once more than there are characters.',
    args: [
      { name: 'search', description: 'the string to search in', type: string },
      { name: 'substring', description: 'what to count', type: string },
    ],
    result: { name: 'output', description: 'how often it occurs', type: number },
    evaluate: (call, search, substring) => {
      const text = searched(call, search)
      const sought = stringOperand(substring, 2)
      return sought === '' ? lengthOf(text) + 1 : positionsOf(text, sought, false).length
    },
  },
  {
    name: 'strings.any_prefix_match',
    description: 'Whether any of some strings starts with any of others.',
    args: [
      { name: 'search', description: 'the string or strings to look at', type: stringOrStrings },
      { name: 'base', description: 'the start or starts', type: stringOrStrings },
    ],
    result: { name: 'result', description: 'whether one starts so', type: boolean },
    evaluate: (call, search, base) =>
      anyStartsWith(call, stringsOperand(search, 1), stringsOperand(base, 2)),
  },
  {
    name: 'strings.any_suffix_match',
    description: 'Whether any of some strings ends with any of others.',
    args: [
      { name: 'search', description: 'the string or strings to look at', type: stringOrStrings },
      { name: 'base', description: 'the end or ends', type: stringOrStrings },
    ],
    result: { name: 'result', description: 'whether one ends so', type: boolean },
    evaluate: (call, search, base) => {
      const texts = stringsOperand(search, 1)
      const ends = stringsOperand(base, 2)
      return anyStartsWith(call, texts.map(backwards), ends.map(backwards))
    },
  },
]

function searched(call: BuiltinCall, value: Value): string {
  const text = stringOperand(value, 1)
  spendText(call, text.length)
  return text
}

function soughtOperand(value: Value): string {
  const sought = stringOperand(value, 2)
  if (sought === '') throw new BuiltinError('empty search character')
  return sought
}

/** The positions in characters. */
function characterPositions(call: BuiltinCall, text: string, sought: string): readonly Value[] {
  const found = positionsOf(text, sought, true)
  call.spend(found.length)
  let characters = 0
  let counted = 0
  return found.map((at) => {
    characters += lengthOf(text.slice(counted, at))
    counted = at
    return characters
  })
}

function stringsOperand(value: Value, position: number): readonly string[] {
  if (typeof value === 'string') return [value]
  const list = value instanceof RegoSet ? value.sorted() : value
  if (!Array.isArray(list)) throw operandError(position, value, 'string', 'set', 'array')
  return (list as readonly Value[]).map((element) => {
    if (typeof element === 'string') return element
    throw elementError(position, value, element, 'string')
  })
}

/** Linear but for sorting: a text that starts with `start` comes at or right after its place in the order. */
function anyStartsWith(
  call: BuiltinCall,
  texts: readonly string[],
  starts: readonly string[],
): boolean {
  for (const text of texts) spendText(call, text.length)
  for (const start of starts) spendText(call, start.length)
  if (texts.length === 1) return starts.some((start) => texts[0]?.startsWith(start))
  const inOrder = [...texts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return starts.some((start) => inOrder[firstNotBefore(inOrder, start)]?.startsWith(start))
}

function firstNotBefore(inOrder: readonly string[], text: string): number {
  let low = 0
  let high = inOrder.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((inOrder[middle] as string) < text) low = middle + 1
    else high = middle
  }
  return low
}

function backwards(text: string): string {
  return text.split('').reverse().join('')
}
