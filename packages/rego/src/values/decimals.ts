import type { Decimal } from './decimal.ts'

/** `coefficient` times ten to the power of `exponent`; the coefficient does not end in 0 unless it is 0. */
export interface Scaled {
  readonly coefficient: bigint
  readonly exponent: number
}

const jsonNumber = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** Reads JSON number syntax exactly; undefined where it is none. */
export function scaled(text: string): Scaled | undefined {
  const match = jsonNumber.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, '')
  const kept = withoutLastZeros(digits)
  if (kept === '') return { coefficient: 0n, exponent: 0 }
  const exponent = Number(power) - fraction.length + (digits.length - kept.length)
  return { coefficient: BigInt(`${sign}${kept}`), exponent }
}

/** Security: `/0+$/` would take quadratic time on long rows of zeros. */
function withoutLastZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--
  return digits.slice(0, end)
}

export function compareDecimals(a: Decimal | string, b: Decimal | string): number {
  return compareScaled(
    scaled(String(a)) ?? { coefficient: 0n, exponent: 0 },
    scaled(String(b)) ?? { coefficient: 0n, exponent: 0 },
  )
}

/** Without writing out the zeros of `1e999999999`: signs first, then magnitudes, then digits. */
export function compareScaled(a: Scaled, b: Scaled): number {
  const signs = sign(a.coefficient) - sign(b.coefficient)
  if (signs !== 0) return signs
  if (a.coefficient === 0n) return 0
  const negative = a.coefficient < 0n ? -1 : 1
  const aDigits = digits(a.coefficient)
  const bDigits = digits(b.coefficient)
  const magnitudes = aDigits.length + a.exponent - (bDigits.length + b.exponent)
  if (magnitudes !== 0) return magnitudes * negative
  const length = Math.max(aDigits.length, bDigits.length)
  const left = aDigits.padEnd(length, '0')
  const right = bDigits.padEnd(length, '0')
  return left === right ? 0 : (left < right ? -1 : 1) * negative
}

function sign(value: bigint): number {
  return value > 0n ? 1 : value < 0n ? -1 : 0
}

function digits(value: bigint): string {
  return String(value < 0n ? -value : value)
}
