import { type Builtin, BuiltinError } from './builtin.ts'
import { stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { any, boolean, string } from './type.ts'
import { spendValue, withinStack } from './value-work.ts'
import { readYaml } from './yaml/read-yaml.ts'
import { writeYaml } from './yaml/write-yaml.ts'

/** Reading a character takes about as long as looking at so many elsewhere. */
const charactersOfWork = 32

/** Built-ins that read and write YAML 1.1. */
export const yaml: readonly Builtin[] = [
  {
    name: 'yaml.marshal',
    description:
      'Writes a value as YAML: keys sorted, sets as sorted lists, texts in quotes where YAML 1.1 would take them for something else.',
    args: [{ name: 'x', description: 'the value to write', type: any }],
    result: { name: 'y', description: 'its YAML', type: string },
    evaluate: (call, x) => {
      spendValue(call, x)
      const text = writeYaml(call, x)
      spendText(call, text.length)
      return text
    },
  },
  {
    name: 'yaml.unmarshal',
    description:
      'Reads the first document of a YAML text. As in YAML 1.1, `yes`, `on` and `y` are `true`, and `0o17` and `017` are 15. Keys become texts.',
    args: [{ name: 'x', description: 'the YAML', type: string }],
    result: { name: 'y', description: 'the value that it describes', type: any },
    evaluate: (call, x) => {
      const text = stringOperand(x, 1)
      spendText(call, text.length * charactersOfWork)
      return withinStack(() => readYaml(call, text))
    },
  },
  {
    name: 'yaml.is_valid',
    description: 'Whether a text is YAML that can be read; `false` for what is no string.',
    args: [{ name: 'x', description: 'the text to check', type: string }],
    result: { name: 'result', description: 'whether `yaml.unmarshal` reads it', type: boolean },
    evaluate: (call, x) => {
      if (typeof x !== 'string') return false
      spendText(call, x.length * charactersOfWork)
      try {
        withinStack(() => readYaml(call, x))
        return true
      } catch (error) {
        if (error instanceof BuiltinError) return false
        throw error
      }
    },
  },
]
