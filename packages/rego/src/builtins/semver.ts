import { quoteGo } from '../values/quote-go.ts'
import { type Builtin, BuiltinError } from './builtin.ts'
import { stringOperand } from './operand.ts'
import { compareVersions, parseVersion } from './semantic-version.ts'
import { spendText } from './text-work.ts'
import { any, boolean, number, string } from './type.ts'

/** Semantic versions, by the rules of semver.org with a leading `v` allowed. */
export const semver: readonly Builtin[] = [
  {
    name: 'semver.compare',
    description:
      'Compares two semantic versions by precedence; metadata after `+` does not count. An error where one of them is no version.',
    args: [
      { name: 'a', description: 'the first version', type: string },
      { name: 'b', description: 'the second version', type: string },
    ],
    result: {
      name: 'result',
      description: '`-1` where `a` comes before `b`, `1` where it comes after, else `0`',
      type: number,
    },
    evaluate: (call, a, b) => {
      const texts = [stringOperand(a, 1), stringOperand(b, 2)] as const
      const [first, second] = texts.map((text, i) => {
        spendText(call, text.length)
        const version = parseVersion(text)
        if (version !== undefined) return version
        throw new BuiltinError(`operand ${i + 1}: string ${quoteGo(text)} is not a valid SemVer`)
      })
      return first === undefined || second === undefined
        ? undefined
        : compareVersions(first, second)
    },
  },
  {
    name: 'semver.is_valid',
    description: 'Whether a value is a string that is a semantic version.',
    args: [{ name: 'vsn', description: 'the value to look at', type: any }],
    result: { name: 'result', description: 'whether it is a version', type: boolean },
    evaluate: (call, vsn) => {
      if (typeof vsn !== 'string') return false
      spendText(call, vsn.length)
      return parseVersion(vsn) !== undefined
    },
  },
]
