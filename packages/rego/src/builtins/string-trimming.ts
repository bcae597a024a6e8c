import { codePoints } from '../values/text.ts'
import type { Value } from '../values/value.ts'
import type { Builtin, BuiltinCall } from './builtin.ts'
import { stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { string } from './type.ts'

/** White space to Go: not U+FEFF, which JavaScript trims too. */
const spaces = new Set(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
)

/** Built-ins that take characters off the ends of a string. */
export const stringTrimming: readonly Builtin[] = [
  cutting('trim', 'both ends', (text, cut) => trimEnd(trimStart(text, cut), cut)),
  cutting('trim_left', 'the start', trimStart),
  cutting('trim_right', 'the end', trimEnd),
  {
    name: 'trim_prefix',
    description: 'Takes a prefix off once; a string that does not start with it stays as it is.',
    args: [
      { name: 'value', description: 'the string to trim', type: string },
      { name: 'prefix', description: 'the start to take off', type: string },
    ],
    result: { name: 'output', description: 'what is left', type: string },
    evaluate: (call, value, prefix) => {
      const text = trimmed(call, value)
      const start = stringOperand(prefix, 2)
      return text.startsWith(start) ? text.slice(start.length) : text
    },
  },
  {
    name: 'trim_suffix',
    description: 'Takes a suffix off once; a string that does not end with it stays as it is.',
    args: [
      { name: 'value', description: 'the string to trim', type: string },
      { name: 'suffix', description: 'the end to take off', type: string },
    ],
    result: { name: 'output', description: 'what is left', type: string },
    evaluate: (call, value, suffix) => {
      const text = trimmed(call, value)
      const end = stringOperand(suffix, 2)
      return text.endsWith(end) ? text.slice(0, text.length - end.length) : text
    },
  },
  {
    name: 'trim_space',
    description: 'Takes white space off both ends: what Unicode calls white space.',
    args: [{ name: 'value', description: 'the string to trim', type: string }],
    result: { name: 'output', description: 'what is left', type: string },
    evaluate: (call, value) => trimEnd(trimStart(trimmed(call, value), spaces), spaces),
  },
]

function cutting(
  name: string,
  where: string,
  cut: (text: string, characters: ReadonlySet<string>) => string,
): Builtin {
  return {
    name,
    description: `Takes characters off ${where} of a string for as long as they are among those of \`cutset\`.`,
    args: [
      { name: 'value', description: 'the string to trim', type: string },
      { name: 'cutset', description: 'the characters to take off, in any order', type: string },
    ],
    result: { name: 'output', description: 'what is left', type: string },
    evaluate: (call, value, cutset) => {
      const text = trimmed(call, value)
      const characters = stringOperand(cutset, 2)
      spendText(call, characters.length)
      return cut(text, new Set(codePoints(characters)))
    },
  }
}

function trimmed(call: BuiltinCall, value: Value): string {
  const text = stringOperand(value, 1)
  spendText(call, text.length)
  return text
}

function trimStart(text: string, characters: ReadonlySet<string>): string {
  let start = 0
  for (const character of text) {
    if (!characters.has(character)) break
    start += character.length
  }
  return text.slice(start)
}

function trimEnd(text: string, characters: ReadonlySet<string>): string {
  let end = text.length
  while (end > 0) {
    const pair = text.codePointAt(end - 2) ?? 0
    const width = end > 1 && pair > 0xffff ? 2 : 1
    if (!characters.has(text.slice(end - width, end))) break
    end -= width
  }
  return text.slice(0, end)
}
