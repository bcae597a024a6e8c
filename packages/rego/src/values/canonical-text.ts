import { Composite } from './composite.ts'
import { Decimal } from './decimal.ts'
import { scaled } from './decimals.ts'
import { formatNumber } from './format-number.ts'
import { isNumber, isValue } from './kind.ts'
import { countCharacters, countValue, writing, writingPrimitive } from './meter.ts'
import { type ObjectValue, sortedEntries } from './object-access.ts'
import type { Value } from './value.ts'

/** A text that two values share exactly where they are equal. */
export function canonicalText(value: Value): string {
  countValue(typeof value === 'object' ? writing : writingPrimitive)
  if (typeof value === 'string') {
    countCharacters(value.length)
    return JSON.stringify(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (value instanceof Decimal) return canonicalDecimal(value)
  if (isNumber(value)) return formatNumber(value)
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`
  if (value instanceof Composite && value.kind === 'set')
    return `<${value.sorted().map(canonicalText).join()}>`
  if (!isValue(value)) return 'none'
  const entries = sortedEntries(value as ObjectValue)
  return `{${entries.map(([key, item]) => `${canonicalText(key)}:${canonicalText(item)}`).join()}}`
}

/** `1e400` and `10e399` are one number. */
function canonicalDecimal({ text }: Decimal): string {
  const parts = scaled(text)
  return parts === undefined ? text : `${parts.coefficient}e${parts.exponent}`
}
