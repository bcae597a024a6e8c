import type { Value } from '../values/value.ts'
import type { Builtin } from './builtin.ts'
import { compileGlob } from './globs/compile-glob.ts'
import { elementError, operandError, stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { array, boolean, nullType, oneOf, string } from './type.ts'

const dot = 0x2e

/** Built-ins on globs. */
export const globs: readonly Builtin[] = [
  {
    name: 'glob.match',
    description:
      'Whether a glob matches the whole of a string. `*` stands for any characters but delimiters, `**` for any characters, `?` for one that is no delimiter, `[a-z]` and `[!a-z]` for one of these or of the others, `{a,b}` for either.',
    args: [
      { name: 'pattern', description: 'the glob', type: string },
      {
        name: 'delimiters',
        description: 'the delimiters, one character each; `[]` for `["."]`, `null` for none',
        type: oneOf(nullType, array(string)),
      },
      { name: 'match', description: 'the string to match', type: string },
    ],
    result: { name: 'result', description: 'whether it matches', type: boolean },
    evaluate: (call, pattern, delimiters, match) => {
      const glob = stringOperand(pattern, 1)
      const separators = delimitersOperand(delimiters)
      const text = stringOperand(match, 3)
      return compileGlob(call, glob, separators).test(text, call)
    },
  },
  {
    name: 'glob.quote_meta',
    description: 'Puts a `\\` before every character of a string that is special in a glob.',
    args: [{ name: 'pattern', description: 'the string', type: string }],
    result: { name: 'output', description: 'a glob that matches just this string', type: string },
    evaluate: (call, pattern) => {
      const text = stringOperand(pattern, 1)
      spendText(call, 2 * text.length)
      return text.replace(/[*?\\[\]{}]/g, '\\$&')
    },
  },
]

/** Code points. */
function delimitersOperand(value: Value): readonly number[] {
  if (value === null) return []
  if (!Array.isArray(value)) throw operandError(2, value, 'array', 'null')
  const list = value as readonly Value[]
  if (list.length === 0) return [dot]
  return list.map((element) => {
    if (typeof element !== 'string') throw elementError(2, value, element, 'string')
    const [character, ...more] = element
    if (character === undefined || more.length > 0) throw elementError(2, value, element, 'rune')
    return character.codePointAt(0) ?? 0
  })
}
