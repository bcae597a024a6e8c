import { scaled } from '../values/decimals.ts'
import { formatNumber } from '../values/numbers.ts'
import type { Numeric } from '../values/value.ts'

/** Above so many digits, and below so many zeros, numbers are written with an exponent. */
const mostDigits = 6
const mostZeros = 4

/** As Go's format `%g` with the fewest digits: `1e+06`, `0.5`. */
export function formatShortest(number: Numeric): string {
  const { coefficient, exponent } = scaled(formatNumber(number)) ?? {
    coefficient: 0n,
    exponent: 0,
  }
  if (coefficient === 0n) return '0'
  const sign = coefficient < 0n ? '-' : ''
  const digits = String(coefficient < 0n ? -coefficient : coefficient)
  const point = digits.length + exponent
  const power = point - 1
  if (power < -mostZeros || power >= mostDigits) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : ''
    const magnitude = String(Math.abs(power)).padStart(2, '0')
    return `${sign}${digits.charAt(0)}${fraction}e${power < 0 ? '-' : '+'}${magnitude}`
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent)
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}
