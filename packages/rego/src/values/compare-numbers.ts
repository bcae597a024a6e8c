import { Decimal } from './decimal.ts'
import { compareDecimals } from './decimals.ts'
import { formatNumber } from './format-number.ts'
import type { Numeric } from './value.ts'

/** By value, exactly. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (a instanceof Decimal || b instanceof Decimal) {
    return compareDecimals(formatNumber(a), formatNumber(b))
  }
  return a < b ? -1 : a > b ? 1 : 0
}
