import { BuiltinError } from '../builtins/builtin.ts'
import { Decimal } from './decimal.ts'
import { type Scaled, scaled } from './decimals.ts'
import { formatNumber } from './format-number.ts'
import { normalise } from './parse-number.ts'
import type { Numeric } from './value.ts'

export { compareNumbers } from './compare-numbers.ts'
export { formatNumber } from './format-number.ts'
export { normalise, parseNumber } from './parse-number.ts'

/** More zeros than this are never written out. */
const longestExponent = 4000
/** Digits of a quotient that does not end: more than a double has. */
const quotientDigits = 40n

export function add(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum) && Number.isInteger(a) && Number.isInteger(b)) return sum
  }
  return overScaled(a, b, (x, y) => x + y)
}

export function subtract(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference) && Number.isInteger(a) && Number.isInteger(b)) {
      return difference
    }
  }
  return overScaled(a, b, (x, y) => x - y)
}

export function multiply(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    if (Number.isSafeInteger(product) && Number.isInteger(a) && Number.isInteger(b)) {
      return product === 0 ? 0 : product
    }
  }
  const left = exact(a)
  const right = exact(b)
  return unscaled(left.coefficient * right.coefficient, left.exponent + right.exponent)
}

/** Exact where the quotient is whole or ends; else to the nearest double. Throws `divide by zero`. */
export function divide(a: Numeric, b: Numeric): Numeric {
  if (b === 0) throw new BuiltinError('divide by zero')
  if (
    typeof a === 'number' &&
    typeof b === 'number' &&
    Number.isInteger(a) &&
    Number.isInteger(b)
  ) {
    // The nearest double of the quotient of two exact doubles.
    return normalise(a / b)
  }
  const left = exact(a)
  const right = exact(b)
  const shift = BigInt(Math.max(0, digitCount(right.coefficient) - digitCount(left.coefficient)))
  const raised = quotientDigits + shift
  const quotient = (left.coefficient * 10n ** raised) / right.coefficient
  return unscaled(quotient, left.exponent - right.exponent - Number(raised))
}

/** The sign is that of the first. Throws `modulo by zero`, `modulo on floating-point number`. */
export function remainder(a: Numeric, b: Numeric): Numeric {
  const left = toBigInt(a)
  const right = toBigInt(b)
  if (left === undefined || right === undefined) {
    throw new BuiltinError('modulo on floating-point number')
  }
  if (right === 0n) throw new BuiltinError('modulo by zero')
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b
    return rest === 0 ? 0 : rest
  }
  return normalise(left % right)
}

export function isInteger(number: Numeric): boolean {
  return toBigInt(number) !== undefined
}

/** A whole number; undefined for a fraction, and for one whose zeros would fill pages. */
export function toBigInt(number: Numeric): bigint | undefined {
  if (typeof number === 'bigint') return number
  if (typeof number === 'number') return Number.isInteger(number) ? BigInt(number) : undefined
  const { coefficient, exponent } = exact(number)
  return exponent >= 0 ? coefficient * 10n ** BigInt(exponent) : undefined
}

/** The nearest double; infinite where it is too big. */
export function toDouble(number: Numeric): number {
  return number instanceof Decimal ? Number(number.text) : Number(number)
}

function overScaled(a: Numeric, b: Numeric, apply: (x: bigint, y: bigint) => bigint): Numeric {
  const left = exact(a)
  const right = exact(b)
  const exponent = Math.min(left.exponent, right.exponent)
  return unscaled(apply(raise(left, exponent), raise(right, exponent)), exponent)
}

function raise({ coefficient, exponent }: Scaled, to: number): bigint {
  return coefficient * 10n ** BigInt(exponent - to)
}

function exact(number: Numeric): Scaled {
  if (typeof number === 'bigint') return { coefficient: number, exponent: 0 }
  const parts = scaled(formatNumber(number))
  if (parts === undefined || Math.abs(parts.exponent) > longestExponent) {
    throw new BuiltinError('number is too big or too small to calculate with')
  }
  return parts
}

function unscaled(coefficient: bigint, exponent: number): Numeric {
  if (coefficient === 0n) return 0
  if (exponent >= 0) return normalise(coefficient * 10n ** BigInt(exponent))
  const unit = 10n ** BigInt(-exponent)
  if (coefficient % unit === 0n) return normalise(coefficient / unit)
  const text = `${coefficient}e${exponent}`
  const double = Number(text)
  if (!Number.isFinite(double) || double === 0) return new Decimal(text)
  return normalise(double)
}

function digitCount(value: bigint): number {
  return String(value < 0n ? -value : value).length
}
