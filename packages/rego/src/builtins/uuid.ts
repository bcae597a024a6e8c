import { printValue } from '../values/print.ts'
import type { Builtin, BuiltinCall } from './builtin.ts'
import { stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { any, object, string } from './type.ts'
import { parseUuid } from './uuid-fields.ts'
import { spendValue } from './value-work.ts'

/** Making one, and keeping it for the rest of the query. */
const unitsPerMemo = 8

/** Universally unique identifiers. */
export const uuid: readonly Builtin[] = [
  {
    name: 'uuid.parse',
    description:
      'Takes a UUID apart: `version` and `variant`, and for versions 1 and 2 also `time` (nanoseconds since 1970), `nodeid`, `macvariables` and `clocksequence`, for version 2 `id` and `domain` besides. Accepted too are `urn:uuid:` before it, braces around it, and 32 hexadecimal digits without hyphens. Undefined for all else.',
    args: [{ name: 'uuid', description: 'the UUID', type: string }],
    result: { name: 'result', description: 'its fields', type: object(string, any) },
    evaluate: (call, given) => {
      const text = stringOperand(given, 1)
      spendText(call, text.length)
      return parseUuid(text)
    },
  },
  {
    name: 'uuid.rfc4122',
    description:
      'Makes a random UUID (version 4); the same one for the same `k` throughout a query.',
    args: [{ name: 'k', description: 'which of the UUIDs of the query', type: string }],
    result: { name: 'output', description: 'the UUID', type: string },
    nondeterministic: true,
    evaluate: (call, k) => {
      // What is remembered takes memory too.
      spendValue(call, k)
      call.spend(unitsPerMemo)
      const memo = `uuid.rfc4122 ${printValue(k)}`
      const known = call.queryMemo.get(memo)
      if (known !== undefined) return known
      const made = randomUuid(call)
      call.queryMemo.set(memo, made)
      return made
    },
  },
]

function randomUuid(call: BuiltinCall): string {
  const bytes = call.randomBytes(16)
  const digits = Array.from(bytes, (byte, i) => {
    if (i === 6) return ((byte & 0x0f) | 0x40).toString(16)
    if (i === 8) return ((byte & 0x3f) | 0x80).toString(16)
    return byte.toString(16).padStart(2, '0')
  }).join('')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-')
}
