import { Decimal } from './decimal.ts'
import type { Numeric } from './value.ts'

/** Its JSON text. */
export function formatNumber(number: Numeric): string {
  return number instanceof Decimal ? number.text : String(number)
}
