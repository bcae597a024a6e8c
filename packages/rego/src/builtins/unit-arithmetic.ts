import { parseNumber } from '../values/numbers.ts'
import type { Numeric } from '../values/value.ts'
import type { BuiltinCall } from './builtin.ts'
import { spendBits } from './number-work.ts'

const syntax = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
/** OPA calculates bytes with so many significant bits. */
const significantBits = 64
/** A number below this power of ten is no byte, whatever its unit is. */
const negligible = -40
const fractionDigits = 10
/** A thousandth as OPA has it: the double next to it. */
const thousandth = { numerator: 1152921504606847n, denominator: 2n ** 60n }

interface Decimal {
  readonly negative: boolean
  readonly coefficient: bigint
  readonly exponent: number
}

/** A number of bytes, its fraction cut off; undefined where `amount` is no number. */
export function bytesOf(call: BuiltinCall, amount: string, factor: bigint): bigint | undefined {
  const decimal = parse(call, amount)
  if (decimal === undefined) return undefined
  const { negative, coefficient, exponent } = decimal
  if (coefficient === 0n || digits(coefficient) + exponent < negligible) return 0n
  const given = rounded(
    exponent > 0 ? coefficient * 10n ** BigInt(exponent) : coefficient,
    exponent < 0 ? 10n ** BigInt(-exponent) : 1n,
  )
  const product = rounded(given.numerator * factor, given.denominator)
  const whole = product.numerator / product.denominator
  return negative ? -whole : whole
}

/** A number to ten places; undefined where `amount` is no number. */
export function numberOf(
  call: BuiltinCall,
  amount: string,
  factor: bigint | 'thousandth',
): Numeric | undefined {
  const decimal = parse(call, amount)
  if (decimal === undefined) return undefined
  const { negative, coefficient, exponent } = decimal
  if (coefficient === 0n || digits(coefficient) + exponent < negligible) return 0
  let numerator = coefficient * (factor === 'thousandth' ? thousandth.numerator : factor)
  let denominator = factor === 'thousandth' ? thousandth.denominator : 1n
  if (exponent > 0) numerator *= 10n ** BigInt(exponent)
  else denominator *= 10n ** BigInt(-exponent)
  const sign = negative ? '-' : ''
  if (numerator % denominator === 0n) return parseNumber(`${sign}${numerator / denominator}`)
  const scaled = (numerator * 10n ** BigInt(fractionDigits) * 2n + denominator) / (denominator * 2n)
  return parseNumber(`${sign}${scaled}e-${fractionDigits}`)
}

function parse(call: BuiltinCall, amount: string): Decimal | undefined {
  const match = syntax.exec(amount)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const exponent = Number(power) - fraction.length
  spendBits(call, 4 * (amount.length + Math.abs(exponent)))
  return { negative: sign === '-', coefficient: BigInt(`${whole}${fraction}`), exponent }
}

function digits(coefficient: bigint): number {
  return String(coefficient).length
}

/** A positive fraction rounded to 64 significant bits, halves to even. */
function rounded(
  numerator: bigint,
  denominator: bigint,
): { readonly numerator: bigint; readonly denominator: bigint } {
  let shift = bitLength(numerator) - bitLength(denominator) - significantBits
  let quotient = divided(numerator, denominator, shift)
  if (bitLength(quotient.whole) > significantBits) {
    shift++
    quotient = divided(numerator, denominator, shift)
  } else if (bitLength(quotient.whole) < significantBits) {
    shift--
    quotient = divided(numerator, denominator, shift)
  }
  const { whole, rest, by } = quotient
  const up = rest * 2n > by || (rest * 2n === by && whole % 2n === 1n)
  const mantissa = up ? whole + 1n : whole
  return shift >= 0
    ? { numerator: mantissa << BigInt(shift), denominator: 1n }
    : { numerator: mantissa, denominator: 1n << BigInt(-shift) }
}

function divided(numerator: bigint, denominator: bigint, shift: number) {
  const over = shift < 0 ? numerator << BigInt(-shift) : numerator
  const by = shift > 0 ? denominator << BigInt(shift) : denominator
  return { whole: over / by, rest: over % by, by }
}

function bitLength(number: bigint): number {
  const text = number.toString(16)
  return text.length * 4 - Math.clz32(Number.parseInt(text.charAt(0), 16)) + 28
}
