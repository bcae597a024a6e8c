import { findMatches } from '../regex/find-matches.ts'
import type { Match } from '../regex/regex.ts'
import { utf8 } from '../values/text.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { integerOperand, stringOperand } from './operand.ts'
import { parseGlobExpression } from './regular-expressions/glob-expression.ts'
import { globsIntersect } from './regular-expressions/globs-intersect.ts'
import { regexOf } from './regular-expressions/regex-operand.ts'
import { replaceMatches } from './regular-expressions/replace-matches.ts'
import { splitAtMatches } from './regular-expressions/split-at-matches.ts'
import { templatePattern } from './regular-expressions/template-pattern.ts'
import { spendText } from './text-work.ts'
import { array, boolean, number, string } from './type.ts'

/** Built-ins on regular expressions, in RE2's syntax. */
export const regularExpressions: readonly Builtin[] = [
  {
    name: 'regex.is_valid',
    description:
      'Whether a value is a string that is a regular expression, in the [syntax of RE2](https://github.com/google/re2/wiki/Syntax).',
    args: [{ name: 'pattern', description: 'the pattern to look at', type: string }],
    result: { name: 'result', description: 'whether it is a regular expression', type: boolean },
    evaluate: (call, pattern) => typeof pattern === 'string' && isRegex(call, pattern),
  },
  {
    name: 'regex.match',
    description:
      'Whether a regular expression matches somewhere in a string. Use `^` and `$` for the whole of it.',
    args: [
      { name: 'pattern', description: 'the regular expression', type: string },
      { name: 'value', description: 'the string to search in', type: string },
    ],
    result: { name: 'result', description: 'whether it matches', type: boolean },
    evaluate: matches,
  },
  {
    name: 're_match',
    description: 'Whether a regular expression matches somewhere in a string: `regex.match`.',
    deprecated: true,
    args: [
      { name: 'pattern', type: string },
      { name: 'value', type: string },
    ],
    result: { name: 'result', type: boolean },
    evaluate: matches,
  },
  {
    name: 'regex.find_n',
    description: 'Gives the texts that a regular expression matches in a string, from the left.',
    args: [
      { name: 'pattern', description: 'the regular expression', type: string },
      { name: 'value', description: 'the string to search in', type: string },
      { name: 'number', description: 'how many at most; `-1` for all', type: number },
    ],
    result: { name: 'output', description: 'the texts, in order', type: array(string) },
    evaluate: (call, pattern, value, most) =>
      found(call, pattern, value, most, (match) => match.groups[0] ?? ''),
  },
  {
    name: 'regex.find_all_string_submatch_n',
    description:
      'Gives, for each match of a regular expression in a string, the text that it matches and those of its groups. A group without part in the match is the empty string.',
    args: [
      { name: 'pattern', description: 'the regular expression', type: string },
      { name: 'value', description: 'the string to search in', type: string },
      { name: 'number', description: 'how many matches at most; `-1` for all', type: number },
    ],
    result: { name: 'output', description: 'the matches, in order', type: array(array(string)) },
    evaluate: (call, pattern, value, most) =>
      found(call, pattern, value, most, ({ groups }) => {
        call.spend(groups.length)
        return Array.from(groups, (group) => group ?? '')
      }),
  },
  {
    name: 'regex.replace',
    description:
      'Replaces every match of a regular expression in a string. In the replacement `$1` and `$name` stand for groups, `${1}` and `${name}` too where a letter follows, and `$$` for `$`.',
    args: [
      { name: 's', description: 'the string to change', type: string },
      { name: 'pattern', description: 'the regular expression', type: string },
      { name: 'value', description: 'the replacement', type: string },
    ],
    result: { name: 'output', description: 'the string with replacements', type: string },
    evaluate: (call, s, pattern, value) => {
      const text = stringOperand(s, 1)
      const regex = stringOperand(pattern, 2)
      const replacement = stringOperand(value, 3)
      return replaceMatches(call, regexOf(call, regex), text, replacement)
    },
  },
  {
    name: 'regex.split',
    description: 'Splits a string where a regular expression matches.',
    args: [
      { name: 'pattern', description: 'the regular expression', type: string },
      { name: 'value', description: 'the string to split', type: string },
    ],
    result: { name: 'output', description: 'what is between the matches', type: array(string) },
    evaluate: (call, pattern, value) => {
      const regex = stringOperand(pattern, 1)
      const text = stringOperand(value, 2)
      return splitAtMatches(call, regexOf(call, regex), regex, text)
    },
  },
  {
    name: 'regex.template_match',
    description:
      'Whether a template matches the whole of a string: `urn:foo:<.*>`, with regular expressions between delimiters, and all else as it stands.',
    args: [
      { name: 'template', description: 'the template', type: string },
      { name: 'value', description: 'the string to match', type: string },
      {
        name: 'delimiter_start',
        description: 'the character that a regular expression starts after',
        type: string,
      },
      {
        name: 'delimiter_end',
        description: 'the character that a regular expression ends before',
        type: string,
      },
    ],
    result: { name: 'result', description: 'whether it matches', type: boolean },
    evaluate: (call, template, value, start, end) =>
      matchesTemplate(
        call,
        stringOperand(template, 1),
        stringOperand(value, 2),
        stringOperand(start, 3),
        stringOperand(end, 4),
      ),
  },
  {
    name: 'regex.globs_match',
    description:
      'Whether some string that is not empty matches both of two expressions. They have `.`, `[a-z]`, `*`, `+` and `\\`, and match whole strings.',
    args: [
      { name: 'glob1', description: 'the first expression', type: string },
      { name: 'glob2', description: 'the second expression', type: string },
    ],
    result: { name: 'result', description: 'whether they have a string in common', type: boolean },
    evaluate: (call, glob1, glob2) => {
      const a = stringOperand(glob1, 1)
      const b = stringOperand(glob2, 2)
      spendText(call, a.length + b.length)
      return globsIntersect(call, parseGlobExpression(a), parseGlobExpression(b))
    },
  },
]

function isRegex(call: BuiltinCall, pattern: string): boolean {
  try {
    regexOf(call, pattern)
    return true
  } catch (error) {
    if (error instanceof BuiltinError) return false
    throw error
  }
}

function matches(call: BuiltinCall, pattern: Value, value: Value): boolean {
  const regex = stringOperand(pattern, 1)
  const text = stringOperand(value, 2)
  return regexOf(call, regex).test(text, call)
}

function found(
  call: BuiltinCall,
  pattern: Value,
  value: Value,
  most: Value,
  give: (match: Match) => Value,
): Value[] {
  const regex = stringOperand(pattern, 1)
  const text = stringOperand(value, 2)
  const limit = integerOperand(most, 3)
  const compiled = regexOf(call, regex)
  const list: Value[] = []
  if (limit === 0) return list
  for (const match of findMatches(compiled, text, call)) {
    list.push(give(match))
    if (list.length === limit) break
  }
  return list
}

function matchesTemplate(
  call: BuiltinCall,
  template: string,
  text: string,
  start: string,
  end: string,
): boolean {
  const startLength = utf8(start).length
  const refusal = (which: string) =>
    new BuiltinError(
      `${which} delimiter has to be exactly one character long but is ${startLength} long`,
    )
  if (startLength !== 1) throw refusal('start')
  // OPA too gives the length of the start delimiter here.
  if (utf8(end).length !== 1) throw refusal('end')
  spendText(call, template.length)
  const { whole, parts } = templatePattern(template, start, end)
  for (const part of parts) regexOf(call, part)
  return regexOf(call, whole).test(text, call)
}
