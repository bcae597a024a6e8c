import { quoteGo } from '../../values/quote-go.ts'
import { BuiltinError } from '../builtin.ts'
import { bytesOf, quoteBytes } from './bytes-of.ts'

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  [bytesOf('\u00b5s'), 1000n],
  [bytesOf('\u03bcs'), 1000n],
  ['ms', 1000000n],
  ['s', 1000000000n],
  ['m', 60000000000n],
  ['h', 3600000000000n],
])
const hoursOf: ReadonlyMap<string, number> = new Map([
  ['d', 24],
  ['w', 7 * 24],
  ['y', 365 * 24],
])
const limit = 2n ** 63n
const digitsOfLimit = 19

/**
 * Reads a duration, `1h30m`, also with `d`, `w` and `y` (365 days), in nanoseconds. Throws BuiltinError
 * with Go's words.
 */
export function parseDuration(text: string): bigint {
  if (text === '') throw new BuiltinError('time: invalid duration ""')
  if (!/[dwy]/.test(text)) {
    const parsed = parseGoDuration(bytesOf(text))
    if (typeof parsed === 'bigint') return parsed
    throw new BuiltinError(`time: ${parsed.wrong} ${quoteBytes(bytesOf(text))}`)
  }
  const hours = withHours(text)
  const parsed = hours === undefined ? { wrong: 'invalid duration' } : parseGoDuration(hours)
  if (typeof parsed === 'bigint') return parsed
  throw new BuiltinError(`time: ${parsed.wrong} ${quoteGo(text)}`)
}

/** Replaces days, weeks and years by hours. */
function withHours(text: string): string | undefined {
  const segment = /([0-9.]+)(ms|us|\u00b5s|ns|[a-z])/y
  let at = /^[+-]/.test(text) ? 1 : 0
  let rewritten = text.slice(0, at)
  if (at === text.length) return undefined
  while (at < text.length) {
    segment.lastIndex = at
    const match = segment.exec(text)
    if (match === null) return undefined
    at += match[0].length
    const [whole, digits = '', unit = ''] = match
    const hours = hoursOf.get(unit)
    if (hours === undefined) rewritten += bytesOf(whole)
    else {
      if (!/^(\d+\.?\d*|\.\d+)$/.test(digits)) return undefined
      const number = Number(digits)
      if (!Number.isFinite(number)) return undefined
      rewritten += `${plainDecimal(number * hours)}h`
    }
  }
  return rewritten
}

/** Without an exponent. */
function plainDecimal(number: number): string {
  const text = String(number)
  const match = /^(\d)(?:\.(\d+))?e([+-])(\d+)$/.exec(text)
  if (match === null) return text
  const [, first = '', fraction = '', sign, exponent] = match
  const zeros = Number(exponent)
  if (sign === '-') return `0.${'0'.repeat(zeros - 1)}${first}${fraction}`
  return first + fraction.padEnd(zeros, '0')
}

function parseGoDuration(bytes: string): bigint | { readonly wrong: string } {
  const invalid = { wrong: 'invalid duration' }
  const negative = bytes.startsWith('-')
  let at = /^[+-]/.test(bytes) ? 1 : 0
  if (bytes.slice(at) === '0') return 0n
  if (at === bytes.length) return invalid
  const part = /(\d*)(\.\d*)?([^.\d]*)/y
  let total = 0n
  while (at < bytes.length) {
    part.lastIndex = at
    const [whole = '', digits = '', fraction = '', name = ''] = part.exec(bytes) ?? []
    // The order of Go's checks decides which error it is.
    const number = wholeNumber(digits)
    if (digits === '' && fraction.length < 2) return invalid
    if (number === undefined) return invalid
    if (name === '') return { wrong: 'missing unit in duration' }
    const unit = units.get(name)
    if (unit === undefined) return { wrong: `unknown unit ${quoteBytes(name)} in duration` }
    if (number > limit / unit) return invalid
    const value = number * unit + fractionOf(fraction.slice(1), unit)
    total += value
    if (value > limit || total > limit) return invalid
    at += whole.length
  }
  if (negative) return -total
  return total === limit ? invalid : total
}

/** Undefined for what is far more than 63 bits hold. */
function wholeNumber(digits: string): bigint | undefined {
  const significant = digits.replace(/^0+/, '')
  if (significant.length > digitsOfLimit) return undefined
  const number = BigInt(significant === '' ? '0' : significant)
  return number > limit ? undefined : number
}

/** Calculated in doubles from the digits that 63 bits hold, as Go does. */
function fractionOf(digits: string, unit: bigint): bigint {
  let number = 0n
  let scale = 1
  for (const digit of digits) {
    if (number > (limit - 1n) / 10n) break
    const next = number * 10n + BigInt(digit)
    if (next > limit) break
    number = next
    scale *= 10
  }
  return BigInt(Math.trunc(Number(number) * (Number(unit) / scale)))
}
