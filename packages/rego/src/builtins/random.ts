import { normalise } from '../values/numbers.ts'
import type { Builtin, BuiltinCall } from './builtin.ts'
import { bigIntegerOperand, integerOperand, stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { number, string } from './type.ts'

/** Making a number, and keeping it for the rest of the query. */
const unitsPerMemo = 8

/** Randomness that stays the same throughout a query. */
export const random: readonly Builtin[] = [
  {
    name: 'rand.intn',
    description:
      'Gives a random whole number from `0` up to but not including the absolute value of `n`, `0` for an `n` of `0`; the same one for the same `str` and `n` throughout a query.',
    args: [
      { name: 'str', description: 'which of the numbers of the query', type: string },
      { name: 'n', description: 'what the number stays below', type: number },
    ],
    result: { name: 'y', description: 'the random number', type: number },
    nondeterministic: true,
    evaluate: (call, str, n) => {
      const key = stringOperand(str, 1)
      integerOperand(n, 2)
      const given = bigIntegerOperand(n, 2)
      const bound = given < 0n ? -given : given
      if (bound === 0n) return 0
      // What is remembered takes memory too.
      spendText(call, key.length)
      call.spend(unitsPerMemo)
      const memo = `rand.intn ${bound} ${key}`
      const known = call.queryMemo.get(memo)
      if (known !== undefined) return known
      const made = normalise(below(call, bound))
      call.queryMemo.set(memo, made)
      return made
    },
  },
]

/** Evenly distributed: with 64 bits to spare the bias of the remainder is below one in 2^64. */
function below(call: BuiltinCall, bound: bigint): bigint {
  let number = 0n
  for (const byte of call.randomBytes(16)) number = (number << 8n) | BigInt(byte)
  return number % bound
}
