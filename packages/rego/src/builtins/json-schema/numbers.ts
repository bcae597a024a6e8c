import { Decimal } from '../../values/decimal.ts'
import { type Scaled, scaled } from '../../values/decimals.ts'
import { formatNumber } from '../../values/numbers.ts'
import type { Numeric } from '../../values/value.ts'
import { BuiltinError } from '../builtin.ts'

/** More zeros than this are never written out. */
const longestExponent = 4000
export function isWhole(number: Numeric): boolean {
  if (number instanceof Decimal) return parts(number).exponent >= 0
  return typeof number === 'bigint' || Number.isInteger(number)
}

export function isMultiple(number: Numeric, unit: Numeric): boolean {
  const a = parts(number)
  const b = parts(unit)
  const shift = a.exponent - b.exponent
  if (Math.abs(shift) > longestExponent) {
    throw new BuiltinError('number is too big or too small to calculate with')
  }
  const power = 10n ** BigInt(Math.abs(shift))
  return shift >= 0
    ? (a.coefficient * power) % b.coefficient === 0n
    : a.coefficient % (b.coefficient * power) === 0n
}

function parts(number: Numeric): Scaled {
  return scaled(formatNumber(number)) ?? { coefficient: 0n, exponent: 0 }
}
