import { toJson } from '../../values/json.ts'
import { isNumber, isObject } from '../../values/kind.ts'
import { toDouble } from '../../values/numbers.ts'
import { sortedEntries } from '../../values/objects.ts'
import type { Value } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'

/** JSON text with numbers as doubles: equal for what `const`, `enum` and `uniqueItems` take as equal. */
export function plainJson(value: Value): string {
  if (isNumber(value)) {
    const double = toDouble(value)
    if (Number.isFinite(double)) return String(double)
    throw new BuiltinError(
      `json: cannot unmarshal number ${toJson(value)} into Go value of type float64`,
    )
  }
  if (Array.isArray(value)) return `[${value.map(plainJson).join()}]`
  if (!isObject(value)) return toJson(value)
  const entries = sortedEntries(value)
  return `{${entries.map(([key, item]) => `${toJson(key)}:${plainJson(item)}`).join()}}`
}
