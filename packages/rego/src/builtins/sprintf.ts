import { printValue } from '../values/print.ts'
import type { Value } from '../values/value.ts'
import type { Builtin } from './builtin.ts'
import type { Argument } from './go-format/argument.ts'
import { formatGo } from './go-format/format.ts'
import { spendBits } from './number-work.ts'
import { arrayOperand, stringOperand } from './operand.ts'
import { checkTextLength, spendText } from './text-work.ts'
import { any, array, string } from './type.ts'

/** `sprintf` */
export const sprintf: readonly Builtin[] = [
  {
    name: 'sprintf',
    description:
      'Fills values into a format as Go does: `%v` (any value, composites as Rego text), `%d` (whole numbers), `%s`, `%q` (quoted), `%x`, `%f`, `%.2f`, `%e`, `%g`, `%t`, `%T`, with flags, widths (`%-10s`, `%05d`, `%*d`) and argument numbers (`%[2]d`). Whole numbers are integers to it and fractions floats; all else is text. What does not fit shows in the result: `%!d(string=x)`, `%!d(MISSING)`, `%!(EXTRA string=x)`.',
    args: [
      { name: 'format', description: 'text with verbs', type: string },
      { name: 'values', description: 'what to fill in', type: array(any) },
    ],
    result: { name: 'output', description: 'the filled text', type: string },
    evaluate: (call, format, values) => {
      const text = stringOperand(format, 1)
      const list = arrayOperand(values, 2)
      let length = 0
      const args = list.map((value) => {
        const argument = argumentFrom(value)
        if (argument.type === '*big.Int') spendBits(call, argument.value.toString(16).length * 4)
        if (argument.type === 'string') spendText(call, argument.value.length)
        return argument
      })
      return formatGo(text, args, (piece) => {
        length += piece
        spendText(call, piece)
        checkTextLength(length)
      })
    },
  },
]

function argumentFrom(value: Value): Argument {
  switch (typeof value) {
    case 'string':
      return { type: 'string', value }
    case 'number':
      return Number.isInteger(value)
        ? { type: 'int64', value: BigInt(value) }
        : { type: 'float64', value }
    case 'bigint':
      return { type: BigInt.asIntN(64, value) === value ? 'int64' : '*big.Int', value }
    default:
      return { type: 'string', value: printValue(value) }
  }
}
