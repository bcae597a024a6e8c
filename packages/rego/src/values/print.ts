import { formatNumber } from './format-number.ts'
import { isNumber, isValue } from './kind.ts'
import { countValue, writing } from './meter.ts'
import { type ObjectValue, sortedEntries } from './object-access.ts'
import { quoteGo } from './quote-go.ts'
import { RegoSet } from './rego-set.ts'
import type { Value } from './value.ts'

/**
 * A value as Rego text: `{"a": 1}`, `{1, 2}`, `set()`, `[1, "x"]`. Strings are quoted as OPA shows them, as
 * Go does: a control character is `\x01`, which Rego itself does not read.
 */
export function printValue(value: Value): string {
  if (typeof value === 'string') return quoteGo(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isNumber(value)) return formatNumber(value)
  countValue(writing)
  if (Array.isArray(value)) return `[${value.map(printValue).join(', ')}]`
  if (value instanceof RegoSet) {
    return value.size === 0 ? 'set()' : `{${value.sorted().map(printValue).join(', ')}}`
  }
  if (!isValue(value)) return 'null'
  const entries = sortedEntries(value as ObjectValue)
  return `{${entries.map(([key, item]) => `${printValue(key)}: ${printValue(item)}`).join(', ')}}`
}
