import type { Builtin } from '../builtins/builtin.ts'
import { builtinTable } from '../builtins/table.ts'
import { printValue } from '../values/print.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'

/** One call prints no more lines than that, however many values its arguments have. */
const mostLines = 1000

/** `print` for policies that were compiled to keep it: a line at a time. */
export function printBuiltins(write: (line: string) => void): readonly Builtin[] {
  const declared = builtinTable.get('internal.print')
  if (declared === undefined) return []
  return [
    {
      ...declared,
      evaluate: (call, parts) => {
        for (const line of linesOf(parts)) {
          call.spend(1)
          write(line)
        }
        return true
      },
    },
  ]
}

/** Each argument is the set of its values; without one it is undefined. */
function linesOf(parts: Value | undefined): readonly string[] {
  let lines = ['']
  for (const [i, part] of (Array.isArray(parts) ? (parts as Value[]) : []).entries()) {
    const values = part instanceof RegoSet ? part.sorted().map(textOf) : [textOf(part)]
    const texts = values.length === 0 ? ['<undefined>'] : values
    lines = lines
      .flatMap((line) => texts.map((text) => (i === 0 ? text : `${line} ${text}`)))
      .slice(0, mostLines)
  }
  return lines
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : printValue(value)
}
