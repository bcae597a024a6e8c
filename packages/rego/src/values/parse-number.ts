import { Decimal } from './decimal.ts'
import { scaled } from './decimals.ts'
import type { Numeric } from './value.ts'

/** The safe whole numbers have at most so many digits. */
const safeDigits = 15

/**
 * A whole number as `number` where that is exact, else as `bigint`. A double beyond the safe range stands for
 * the number that its shortest text, which is its JSON, names: `1e23` is ten to the power of 23.
 */
export function normalise(value: number | bigint): Numeric {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
    return Number.isInteger(value) ? parseNumber(String(value)) : value
  }
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}

/** Reads JSON number syntax, exactly where it is whole; else to the nearest double. Throws SyntaxError. */
export function parseNumber(text: string): Numeric {
  if (text.length <= safeDigits && /^-?\d+$/.test(text)) return normalise(Number(text))
  const parts = scaled(text)
  if (parts === undefined) throw new SyntaxError(`not a number: ${text.slice(0, 40)}`)
  const { coefficient, exponent } = parts
  if (coefficient === 0n) return 0
  const double = Number(text)
  const plain = /^-?\d+$/.test(text)
  if (!plain && (!Number.isFinite(double) || double === 0)) return new Decimal(text)
  return exponent >= 0 ? normalise(coefficient * 10n ** BigInt(exponent)) : normalise(double)
}
