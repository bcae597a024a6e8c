import type { Argument } from './argument.ts'
import { type Flags, noFlags } from './flags.ts'
import { formatFloat } from './format-float.ts'
import { formatBigInteger, formatInteger } from './format-integer.ts'
import { formatText } from './format-text.ts'

/** Wider or more precise than this is refused, as in Go. */
const widest = 1_000_000

/**
 * Formats as Go's `fmt.Sprintf`. `made` is told the length of each piece, and stops by throwing.
 * No error of a format is thrown: they stand in the text, such as `%!d(string=x)`.
 */
export function formatGo(
  format: string,
  args: readonly Argument[],
  made: (length: number) => void,
): string {
  return new Formatting(format, args, made).run()
}

class Formatting {
  readonly #format: string
  readonly #args: readonly Argument[]
  readonly #made: (length: number) => void
  #text = ''
  #at = 0
  #argument = 0
  /** Some argument was asked for by its number. */
  #reordered = false
  #goodNumber = true
  /** The last thing read was a number in brackets. */
  #afterNumber = false

  constructor(format: string, args: readonly Argument[], made: (length: number) => void) {
    this.#format = format
    this.#args = args
    this.#made = made
  }

  run(): string {
    const format = this.#format
    while (this.#at < format.length) {
      const percent = format.indexOf('%', this.#at)
      const end = percent < 0 ? format.length : percent
      this.#write(format.slice(this.#at, end))
      this.#at = end + 1
      if (percent >= 0) this.#directive()
    }
    if (!this.#reordered && this.#argument < this.#args.length) {
      const extra = this.#args.slice(this.#argument)
      const shown = extra.map((each) => `${each.type}=${formatArgument(noFlags(), 'v', each)}`)
      this.#write(`%!(EXTRA ${shown.join(', ')})`)
    }
    return this.#text
  }

  #write(piece: string): void {
    this.#made(piece.length)
    this.#text += piece
  }

  #directive(): void {
    this.#goodNumber = true
    this.#afterNumber = false
    const flags = noFlags()
    this.#readFlags(flags)
    this.#readArgumentNumber()
    this.#readWidth(flags)
    this.#readPrecision(flags)
    if (!this.#afterNumber) this.#readArgumentNumber()
    this.#write(this.#at < this.#format.length ? this.#formatNext(flags) : '%!(NOVERB)')
  }

  #formatNext(flags: Flags): string {
    const verb = String.fromCodePoint(this.#format.codePointAt(this.#at) ?? 0)
    this.#at += verb.length
    if (verb === '%') return '%'
    if (!this.#goodNumber) return `%!${verb}(BADINDEX)`
    const argument = this.#args[this.#argument]
    if (argument === undefined) return `%!${verb}(MISSING)`
    this.#argument++
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp
      flags.sharp = false
      flags.plusV = flags.plus
      flags.plus = false
    }
    return formatArgument(flags, verb, argument)
  }

  #readFlags(flags: Flags): void {
    for (; this.#at < this.#format.length; this.#at++) {
      switch (this.#format[this.#at]) {
        case '#':
          flags.sharp = true
          break
        case '0':
          flags.zero = true
          break
        case '+':
          flags.plus = true
          break
        case '-':
          flags.minus = true
          break
        case ' ':
          flags.space = true
          break
        default:
          return
      }
    }
  }

  #readWidth(flags: Flags): void {
    if (this.#format[this.#at] === '*') {
      this.#at++
      flags.width = this.#takeInteger()
      if (flags.width === undefined) this.#write('%!(BADWIDTH)')
      else if (flags.width < 0) {
        flags.width = -flags.width
        flags.minus = true
        flags.zero = false
      }
      this.#afterNumber = false
    } else {
      flags.width = this.#readNumber()
      if (this.#afterNumber && flags.width !== undefined) this.#goodNumber = false
    }
  }

  #readPrecision(flags: Flags): void {
    if (this.#at + 1 >= this.#format.length || this.#format[this.#at] !== '.') return
    this.#at++
    if (this.#afterNumber) this.#goodNumber = false
    this.#readArgumentNumber()
    if (this.#format[this.#at] === '*') {
      this.#at++
      const precision = this.#takeInteger()
      flags.precision = precision !== undefined && precision >= 0 ? precision : undefined
      if (flags.precision === undefined) this.#write('%!(BADPREC)')
      this.#afterNumber = false
    } else flags.precision = this.#readNumber() ?? 0
  }

  /** A number of digits; one that is too big uses up the whole format, as in Go. */
  #readNumber(until = this.#format.length): number | undefined {
    let number: number | undefined
    for (; this.#at < until; this.#at++) {
      const digit = this.#format.charCodeAt(this.#at) - 48
      if (!(digit >= 0 && digit <= 9)) break
      if (number !== undefined && number > widest) {
        this.#at = until
        return undefined
      }
      number = (number ?? 0) * 10 + digit
    }
    return number
  }

  /** `[3]`: the argument that comes next. */
  #readArgumentNumber(): void {
    this.#afterNumber = false
    if (this.#format[this.#at] !== '[') return
    this.#reordered = true
    const close = this.#format.indexOf(']', this.#at)
    if (close < 0 || this.#format.length - this.#at < 3) {
      this.#goodNumber = false
      this.#at++
      return
    }
    this.#at++
    const number = this.#readNumber(close)
    const read = number !== undefined && this.#at === close
    this.#at = close + 1
    this.#afterNumber = read
    if (read && number >= 1 && number <= this.#args.length) this.#argument = number - 1
    else this.#goodNumber = false
  }

  /** The next argument as a width or precision; undefined where it is none. */
  #takeInteger(): number | undefined {
    const argument = this.#args[this.#argument]
    if (argument === undefined) return undefined
    this.#argument++
    if (argument.type !== 'int64') return undefined
    const number = Number(argument.value)
    return Math.abs(number) <= widest ? number : undefined
  }
}

function formatArgument(flags: Flags, verb: string, argument: Argument): string {
  if (verb === 'T') return formatText(flags, 's', argument.type) ?? ''
  const formatted = formatByType(flags, verb, argument)
  if (formatted !== undefined) return formatted
  return `%!${verb}(${argument.type}=${formatByType(flags, 'v', argument) ?? ''})`
}

function formatByType(flags: Flags, verb: string, argument: Argument): string | undefined {
  switch (argument.type) {
    case 'string':
      return formatText(flags, verb, argument.value)
    case 'float64':
      return formatFloat(flags, verb, argument.value)
    case 'int64':
      return formatInteger(flags, verb, argument.value)
    case '*big.Int':
      return verb === 'w' || verb === 'p'
        ? undefined
        : formatBigInteger(flags, verb, argument.value)
  }
}
