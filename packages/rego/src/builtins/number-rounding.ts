import { Decimal } from '../values/decimal.ts'
import { scaled } from '../values/decimals.ts'
import { normalise } from '../values/numbers.ts'
import type { Numeric } from '../values/value.ts'

/** A number below this power of ten is far below one half. */
const negligible = 4000

export function absolute(number: Numeric): Numeric {
  if (typeof number === 'number') return Math.abs(number)
  if (typeof number === 'bigint') return normalise(number < 0n ? -number : number)
  return new Decimal(number.text.replace(/^-/, ''))
}

/** To the nearest whole number, halves away from zero. */
export function rounded(number: Numeric): Numeric {
  if (typeof number === 'number') {
    // Not Math.round, which rounds -0.5 up, nor adding one half, which may round twice.
    const whole = Math.trunc(number)
    return normalise(Math.abs(number - whole) >= 0.5 ? whole + Math.sign(number) : whole)
  }
  return roundDecimal(number, (twiceRest) => (twiceRest >= 1n ? 1n : twiceRest <= -1n ? -1n : 0n))
}

export function ceiling(number: Numeric): Numeric {
  if (typeof number === 'number') return normalise(Math.ceil(number))
  return roundDecimal(number, (_twiceRest, sign) => (sign > 0 ? 1n : 0n))
}

export function floor(number: Numeric): Numeric {
  if (typeof number === 'number') return normalise(Math.floor(number))
  return roundDecimal(number, (_twiceRest, sign) => (sign < 0 ? -1n : 0n))
}

/** Cuts the fraction off, then adds what `correct` makes of the rest, doubled and cut, and of its sign. */
function roundDecimal(
  number: bigint | Decimal,
  correct: (twiceRest: bigint, sign: number) => bigint,
): Numeric {
  if (typeof number === 'bigint') return number
  const parts = scaled(number.text)
  if (parts === undefined || parts.exponent >= 0) return number
  const { coefficient, exponent } = parts
  const sign = coefficient < 0n ? -1 : 1
  if (exponent < -negligible - String(coefficient).length) return normalise(correct(0n, sign))
  const unit = 10n ** BigInt(-exponent)
  return normalise(coefficient / unit + correct(((coefficient % unit) * 2n) / unit, sign))
}
