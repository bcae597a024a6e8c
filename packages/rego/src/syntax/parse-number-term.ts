import { parseNumber } from '../values/numbers.ts'
import type { NumberTerm } from './ast.ts'
import type { Parser } from './parser.ts'
import { Token } from './token.ts'

/** Numbers reach up to two to this power and down to its inverse: whoever writes one out stays quick. */
const largestPowerOfTwo = 100_000

/** A number with its sign, which stands as a token before it, or with a point before it. */
export function parseNumberTerm(parser: Parser): NumberTerm | undefined {
  const start = parser.here()
  let prefix = ''
  if (parser.at(Token.minus)) {
    prefix = '-'
    parser.next()
    if (!parser.at(Token.number) && !parser.at(Token.dot)) return refuse(parser)
  }
  if (parser.at(Token.dot)) {
    prefix += '.'
    parser.next()
    if (!parser.at(Token.number)) return refuse(parser)
  }
  const { text } = parser
  if (!prefix.endsWith('.') && /^0\d|^0[eE]$/.test(text)) {
    parser.refuseToken('expected number without leading zero')
    return undefined
  }
  const written = prefix + text
  const size = magnitude(written)
  if (size === undefined) {
    parser.refuseToken('invalid float')
    return undefined
  }
  if (size === 'too big') {
    parser.fail(parser.here(), 'number too big')
    return undefined
  }
  const value = parseNumber(plainSyntax(written))
  const location = prefix === '' ? start : parser.through(start)
  return { kind: 'number', value, text: written, location }
}

function refuse(parser: Parser): undefined {
  parser.refuseToken('expected number')
  return undefined
}

/** As JSON has it: a digit before the point, no zeros before the first digit. */
function plainSyntax(written: string): string {
  if (written.startsWith('.')) return `0${written}`
  return written.startsWith('-.') ? `-0${written.slice(1)}` : written
}

function magnitude(written: string): 'fine' | 'too big' | undefined {
  if (/^-?\d{1,300}$/.test(written)) return 'fine'
  const parts = /^-?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(written)
  if (parts === null) return undefined
  const [, whole = '', fraction = '', exponentText = '0'] = parts
  const exponent = Number(exponentText)
  if (!Number.isSafeInteger(exponent)) return undefined
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return 'fine'
  const leading = whole.length + fraction.length - digits.length
  const tens = whole.length - leading + exponent
  const power = (Math.log10(Number(`0.${digits.slice(0, 30)}`)) + tens) / Math.log10(2)
  return Math.floor(power) + 1 > largestPowerOfTwo || Math.floor(power) + 1 < -largestPowerOfTwo
    ? 'too big'
    : 'fine'
}
