import {
  binaryParts,
  type DecimalDigits,
  exactDigits,
  roundDigits,
  shortestDigits,
} from './decimal-digits.ts'
import type { Flags } from './flags.ts'
import { pad } from './pad.ts'

/** A finite `float64`; undefined for a verb that is none of its. */
export function formatFloat(flags: Flags, verb: string, value: number): string | undefined {
  const positive = Math.abs(value)
  const body = unsigned(verb, positive, flags.precision)
  if (body === undefined) return undefined
  const text = flags.sharp && verb !== 'b' ? withPoint(verb, body, flags.precision) : body
  const sign = value < 0 ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  if (sign !== '' && flags.zero && !flags.minus && flags.width !== undefined) {
    return sign + text.padStart(flags.width - 1, '0')
  }
  return pad(flags, sign + text)
}

function unsigned(verb: string, value: number, precision: number | undefined): string | undefined {
  switch (verb) {
    case 'v':
      return general(value, precision, 'e')
    case 'g':
      return general(value, precision, 'e')
    case 'G':
      return general(value, precision, 'E')
    case 'e':
    case 'E':
      return scientific(roundDigits(exactDigits(value), (precision ?? 6) + 1), precision ?? 6, verb)
    case 'f':
    case 'F':
      return positional(value, precision ?? 6)
    case 'b': {
      const { mantissa, exponent } = binaryParts(value)
      return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
    }
    case 'x':
      return hexadecimal(value, precision)
    case 'X':
      return hexadecimal(value, precision).toUpperCase()
    default:
      return undefined
  }
}

/** `d.ddde±dd` */
function scientific({ digits, point }: DecimalDigits, precision: number, letter: string): string {
  const fraction = precision > 0 ? `.${digits.slice(1).padEnd(precision, '0')}` : ''
  const exponent = digits === '' ? 0 : point - 1
  const power = String(Math.abs(exponent)).padStart(2, '0')
  return `${digits.charAt(0) || '0'}${fraction}${letter}${exponent < 0 ? '-' : '+'}${power}`
}

function positional(value: number, precision: number): string {
  const exact = exactDigits(value)
  return placed(roundDigits(exact, exact.point + precision), precision)
}

function placed({ digits, point }: DecimalDigits, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  if (precision <= 0) return whole
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, '0')}`
}

/** `%g`: positional, or scientific where the exponent is below -4 or not below the precision. */
function general(value: number, precision: number | undefined, letter: string): string {
  const shortest = precision === undefined
  const wanted = Math.max(1, precision ?? 0)
  const rounded = shortest ? shortestDigits(value) : roundDigits(exactDigits(value), wanted)
  const { digits, point } = rounded
  let limit = shortest ? 6 : wanted
  if (!shortest && limit > digits.length && digits.length >= point) limit = digits.length
  const exponent = point - 1
  if (exponent < -4 || exponent >= limit) return scientific(rounded, digits.length - 1, letter)
  return placed(rounded, Math.max(digits.length - point, 0))
}

/** `0x1.yyyyp±dd` */
function hexadecimal(value: number, precision: number | undefined): string {
  let { mantissa, exponent } = binaryParts(value)
  if (mantissa === 0n) {
    return `0x0${precision !== undefined && precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`
  }
  while (mantissa < 0x10000000000000n) {
    mantissa <<= 1n
    exponent--
  }
  if (precision !== undefined && precision < 13) {
    const dropped = BigInt(52 - 4 * precision)
    const rest = mantissa & ((1n << dropped) - 1n)
    const half = 1n << (dropped - 1n)
    mantissa >>= dropped
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++
    mantissa <<= dropped
    if (mantissa >= 0x20000000000000n) {
      mantissa >>= 1n
      exponent++
    }
  }
  let fraction = (mantissa & 0xfffffffffffffn).toString(16).padStart(13, '0')
  fraction =
    precision === undefined
      ? fraction.replace(/0+$/, '')
      : fraction.slice(0, precision).padEnd(precision, '0')
  const power = exponent + 52
  const shown = String(Math.abs(power)).padStart(2, '0')
  return `0x1${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '-' : '+'}${shown}`
}

/** The sharp flag: always a decimal point, and for `%g` the zeros at the end. */
function withPoint(verb: string, body: string, precision: number | undefined): string {
  const end = /x/i.test(verb) ? /[pP].*$/ : /[eE].*$/
  const tail = end.exec(body)?.[0] ?? ''
  const number = body.slice(0, body.length - tail.length)
  const pointed = number.includes('.') ? number : `${number}.`
  if (!['v', 'g', 'G', 'x'].includes(verb)) return pointed + tail
  // Counted from the first digit that is not 0; the x of 0x counts as one, as in Go.
  let digits = precision ?? 6
  digits -= number.replace('.', '').replace(/^0+/, '').length
  if (number === '0') digits--
  return pointed + '0'.repeat(Math.max(0, digits)) + tail
}
