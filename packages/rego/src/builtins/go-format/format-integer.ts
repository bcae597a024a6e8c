import { isPrintable, quoteGoCharacter } from '../../values/quote-go.ts'
import type { Flags } from './flags.ts'
import { pad, padWithSpaces } from './pad.ts'

const bases: { readonly [verb: string]: 2 | 8 | 10 | 16 } = {
  b: 2,
  o: 8,
  O: 8,
  d: 10,
  v: 10,
  x: 16,
  X: 16,
}
const replacement = '\ufffd'

/** An `int64`; undefined for a verb that is none of its. */
export function formatInteger(flags: Flags, verb: string, value: bigint): string | undefined {
  const base = Object.hasOwn(bases, verb) ? bases[verb] : undefined
  if (base !== undefined) return inBase(flags, verb, base, value)
  switch (verb) {
    case 'c':
      return pad(flags, character(value))
    case 'q':
      return pad(flags, quoteGoCharacter(character(value), flags.plus))
    case 'U':
      return unicode(flags, value)
    default:
      return undefined
  }
}

function inBase(flags: Flags, verb: string, base: 2 | 8 | 10 | 16, value: bigint): string {
  const { precision, width } = flags
  if (precision === 0 && value === 0n) return padWithSpaces(flags, '')
  const sign = signOf(flags, value)
  let digits = (value < 0n ? -value : value).toString(base)
  if (verb === 'X') digits = digits.toUpperCase()
  const zeros =
    precision ?? (flags.zero && !flags.minus && width !== undefined ? width - sign.length : 0)
  digits = digits.padStart(zeros, '0')
  return padWithSpaces(flags, sign + prefixed(flags, verb, base, digits))
}

function signOf(flags: Flags, value: bigint): string {
  return value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
}

function prefixed(flags: Flags, verb: string, base: 2 | 8 | 10 | 16, digits: string): string {
  let text = digits
  if (flags.sharp) {
    if (base === 2) text = `0b${text}`
    if (base === 8 && !text.startsWith('0')) text = `0${text}`
    if (base === 16) text = `0${verb}${text}`
  }
  return verb === 'O' ? `0o${text}` : text
}

/** As Go has it: what is no character becomes U+FFFD. */
function character(value: bigint): string {
  if (value < 0n || value > 0x10ffffn || (value >= 0xd800n && value <= 0xdfffn)) return replacement
  return String.fromCodePoint(Number(value))
}

function unicode(flags: Flags, value: bigint): string {
  const digits = BigInt.asUintN(64, value).toString(16).toUpperCase()
  const precision = Math.max(4, flags.precision ?? 0)
  let text = `U+${digits.padStart(precision, '0')}`
  const shown = character(value)
  if (flags.sharp && value >= 0n && value <= 0x10ffffn && isPrintable(shown)) {
    if (shown !== replacement || value === 0xfffdn) text += ` '${shown}'`
  }
  return padWithSpaces(flags, text)
}

/** A `*big.Int`, which formats itself by rules of its own. */
export function formatBigInteger(flags: Flags, verb: string, value: bigint): string {
  const base = verb === 's' ? 10 : Object.hasOwn(bases, verb) ? bases[verb] : undefined
  if (base === undefined) return `%!${verb}(big.Int=${value})`
  const plus = flags.plus || flags.plusV
  const sharp = flags.sharp || flags.sharpV
  const sign = signOf({ ...flags, plus }, value)
  let prefix = ''
  if (sharp && base === 2) prefix = '0b'
  if (sharp && verb === 'o') prefix = '0'
  if (sharp && base === 16) prefix = `0${verb}`
  if (verb === 'O') prefix = '0o'
  let digits = (value < 0n ? -value : value).toString(base)
  if (verb === 'X') digits = digits.toUpperCase()
  const { precision, width = 0 } = flags
  if (precision !== undefined) digits = digits.padStart(precision, '0')
  else if (flags.zero && !flags.minus) {
    digits = digits.padStart(width - sign.length - prefix.length, '0')
  }
  return padWithSpaces(flags, sign + prefix + digits)
}
