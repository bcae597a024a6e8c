import { normalise, parseNumber } from '../values/numbers.ts'
import { quoteGo } from '../values/quote-go.ts'
import type { Numeric } from '../values/value.ts'
import { type BuiltinCall, BuiltinError } from './builtin.ts'
import { spendBits } from './number-work.ts'

const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)$/
const hexadecimalPrefix = /^[+-]?0[xX]/
const special = /^[+-]*(?:inf|infinity|nan)$/i
/** No number with an exponent beyond this is anything but 0 or too big. */
const mostExponent = 1_000_000

/** Reads a number as Go's `strconv.ParseFloat` does, but whole numbers exactly. */
export function parseGoNumber(call: BuiltinCall, text: string): Numeric {
  spendBits(call, text.length * 4)
  if (special.test(text)) {
    throw new BuiltinError(
      'operand 1 must be valid number string but got string',
      'eval_type_error',
    )
  }
  const digits = withoutUnderscores(text)
  const number =
    digits === undefined ? undefined : (parseDecimal(digits) ?? parseHexadecimal(digits))
  if (number === undefined) throw unreadable(text, 'invalid syntax')
  return number
}

function parseDecimal(text: string): Numeric | undefined {
  const match = decimal.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  if (whole === '' && fraction === '') return undefined
  if (/^0*$/.test(whole) && /^0*$/.test(fraction)) return 0
  const exponent = Math.max(-mostExponent, Math.min(mostExponent, Number(power)))
  const digits = `${sign === '-' ? '-' : ''}${whole || '0'}.${fraction || '0'}`
  const double = Number(`${digits}e${exponent}`)
  if (!Number.isFinite(double)) throw unreadable(text, 'value out of range')
  return parseNumber(`${digits}e${exponent}`)
}

function parseHexadecimal(text: string): Numeric | undefined {
  const match = hexadecimal.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const digits = `${whole}${fraction}`
  if (digits === '') return undefined
  const exponent = Number(power) - 4 * fraction.length
  const double = Number(`0x${digits}`) * 2 ** exponent
  if (!Number.isFinite(double)) throw unreadable(text, 'value out of range')
  return normalise(sign === '-' ? -double : double)
}

/** Go lets underscores stand between digits, and after a prefix; undefined where one stands elsewhere. */
function withoutUnderscores(text: string): string | undefined {
  if (!text.includes('_')) return text
  const prefix = hexadecimalPrefix.exec(text)?.[0] ?? ''
  const digit = prefix === '' ? /[0-9]/ : /[0-9a-fA-F]/
  for (let i = text.indexOf('_'); i >= 0; i = text.indexOf('_', i + 1)) {
    const afterDigit = i === prefix.length ? prefix !== '' : digit.test(text.charAt(i - 1))
    if (!afterDigit || !digit.test(text.charAt(i + 1))) return undefined
  }
  return text.replaceAll('_', '')
}

function unreadable(text: string, why: string): BuiltinError {
  return new BuiltinError(`strconv.ParseFloat: parsing ${quoteGo(text)}: ${why}`)
}
