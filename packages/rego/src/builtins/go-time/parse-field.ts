import type { FractionField, LayoutField, OffsetField } from './layout.ts'
import { months, weekdays } from './names.ts'
import { lengthOfAbbreviation } from './parse-abbreviation.ts'

/** What the fields of a time have told so far. */
export interface ParsedTime {
  year: number
  month: number | undefined
  day: number | undefined
  dayOfYear: number | undefined
  hour: number
  minute: number
  second: number
  nanoseconds: number
  isMorning: boolean
  isAfternoon: boolean
  isUtc: boolean
  /** Seconds east of UTC. */
  offset: number | undefined
  abbreviation: string
}

/** A field that the value does not have, or, with a `range`, one whose number is too great or small. */
export class WrongField extends Error {
  readonly range: string | undefined

  constructor(range?: string) {
    super('wrong field')
    this.range = range
  }
}

/**
 * Reads a field of `value` at `start` into `time` and gives where it ends. Throws WrongField. A second
 * takes a fraction along unless the layout has one of its own (`fractionFollows`).
 */
export function parseField(
  time: ParsedTime,
  field: LayoutField,
  value: string,
  start: number,
  fractionFollows: boolean,
): number {
  switch (field.kind) {
    case 'year': {
      const year = wholeNumber(sliceOf(value, start, 2))
      // Go's years of two digits begin with 1969.
      time.year = year >= 69 ? year + 1900 : year + 2000
      return start + 2
    }
    case 'longYear':
      if (!isDigit(value, start)) throw new WrongField()
      time.year = wholeNumber(sliceOf(value, start, 4))
      return start + 4
    case 'month':
    case 'longMonth': {
      const found = nameAt(value, start, months, field.kind === 'month')
      time.month = found.index + 1
      return found.end
    }
    case 'weekday':
    case 'longWeekday':
      return nameAt(value, start, weekdays, field.kind === 'weekday').end
    case 'numberMonth':
    case 'zeroMonth': {
      const { number, end } = upToTwoDigits(value, start, field.kind === 'zeroMonth')
      if (number < 1 || number > 12) throw new WrongField('month')
      time.month = number
      return end
    }
    case 'day':
    case 'spaceDay':
    case 'zeroDay': {
      const at = field.kind === 'spaceDay' && value.charAt(start) === ' ' ? start + 1 : start
      const { number, end } = upToTwoDigits(value, at, field.kind === 'zeroDay')
      time.day = number
      return end
    }
    case 'spaceYearDay':
    case 'zeroYearDay': {
      const { number, end } = yearDay(value, start, field.kind === 'zeroYearDay')
      time.dayOfYear = number
      return end
    }
    case 'hour':
    case 'hour12':
    case 'zeroHour12': {
      const { number, end } = upToTwoDigits(value, start, field.kind === 'zeroHour12')
      if (number > (field.kind === 'hour' ? 23 : 12)) throw new WrongField('hour')
      time.hour = number
      return end
    }
    case 'minute':
    case 'zeroMinute': {
      const { number, end } = upToTwoDigits(value, start, field.kind === 'zeroMinute')
      if (number > 59) throw new WrongField('minute')
      time.minute = number
      return end
    }
    case 'second':
    case 'zeroSecond': {
      const { number, end } = upToTwoDigits(value, start, field.kind === 'zeroSecond')
      if (number > 59) throw new WrongField('second')
      time.second = number
      return fractionFollows ? end : optionalFraction(time, value, end)
    }
    case 'capitalHalfDay':
    case 'smallHalfDay': {
      const text = sliceOf(value, start, 2)
      const [am, pm] = field.kind === 'smallHalfDay' ? ['am', 'pm'] : ['AM', 'PM']
      if (text === pm) time.isAfternoon = true
      else if (text === am) time.isMorning = true
      else throw new WrongField()
      return start + 2
    }
    case 'offset':
      return offsetField(time, field, value, start)
    case 'abbreviation': {
      if (value.startsWith('UTC', start)) {
        time.isUtc = true
        return start + 3
      }
      const length = lengthOfAbbreviation(value.slice(start))
      if (length === 0) throw new WrongField()
      time.abbreviation = value.slice(start, start + length)
      return start + length
    }
    case 'fraction':
      return fractionField(time, field, value, start)
  }
}

/** Names in any case, also the beginning of a longer word. */
function nameAt(value: string, start: number, names: readonly string[], short: boolean) {
  for (const [index, name] of names.entries()) {
    const wanted = short ? name.slice(0, 3) : name
    const end = start + wanted.length
    if (value.slice(start, end).toLowerCase() === wanted.toLowerCase()) return { index, end }
  }
  throw new WrongField()
}

function yearDay(value: string, start: number, fixed: boolean) {
  let at = start
  if (!fixed) while (at < start + 2 && value.charAt(at) === ' ') at++
  let end = at
  while (end < at + 3 && isDigit(value, end)) end++
  if (end === at || (fixed && end !== at + 3)) throw new WrongField()
  return { number: Number(value.slice(at, end)), end }
}

function offsetField(time: ParsedTime, field: OffsetField, value: string, start: number): number {
  if (field.z && value.charAt(start) === 'Z') {
    time.isUtc = true
    return start + 1
  }
  const separator = field.colon ? 1 : 0
  const minuteAt = 3 + separator
  const secondAt = minuteAt + 2 + separator
  const length = { hours: 3, minutes: minuteAt + 2, seconds: secondAt + 2 }[field.parts]
  const text = sliceOf(value, start, length)
  if (field.colon) {
    for (let at = 3; at < length; at += 3) if (text.charAt(at) !== ':') throw new WrongField()
  }
  // Go tells a number out of range before it tells what is no number.
  let wrong = false
  const part = (at: number): number => {
    if (wrong) return 0
    if (/^\d\d$/.test(text.slice(at, at + 2))) return Number(text.slice(at, at + 2))
    wrong = true
    return 0
  }
  const hour = part(1)
  const minute = field.parts === 'hours' ? 0 : part(minuteAt)
  const second = field.parts === 'seconds' ? part(secondAt) : 0
  // Of several the last is told.
  if (second > 60) throw new WrongField('time zone offset second')
  if (minute > 60) throw new WrongField('time zone offset minute')
  if (hour > 24) throw new WrongField('time zone offset hour')
  const sign = text.charAt(0)
  if (wrong || (sign !== '+' && sign !== '-')) throw new WrongField()
  const offset = hour * 3600 + minute * 60 + second
  const signed = sign === '-' ? -offset : offset
  // Go marks the absence of an offset with -1.
  time.offset = signed === -1 ? undefined : signed
  return start + length
}

function optionalFraction(time: ParsedTime, value: string, start: number): number {
  if (!/^[.,]$/.test(value.charAt(start)) || !isDigit(value, start + 1)) return start
  let end = start + 1
  while (isDigit(value, end)) end++
  time.nanoseconds = nanosecondsIn(value.slice(start, end))
  return end
}

function fractionField(
  time: ParsedTime,
  field: FractionField,
  value: string,
  start: number,
): number {
  if (field.trimmed) return optionalFraction(time, value, start)
  const text = sliceOf(value, start, field.digits + 1)
  if (!/^[.,]/.test(text)) throw new WrongField()
  time.nanoseconds = nanosecondsIn(text)
  return start + text.length
}

/** Digits past the ninth are ignored. */
function nanosecondsIn(fraction: string): number {
  const digits = fraction.slice(1, 10)
  const number = wholeNumber(digits)
  if (number < 0) throw new WrongField('fractional second')
  return number * 10 ** (9 - digits.length)
}

function upToTwoDigits(value: string, start: number, fixed: boolean) {
  if (!isDigit(value, start)) throw new WrongField()
  const second = isDigit(value, start + 1)
  if (fixed && !second) throw new WrongField()
  const end = second ? start + 2 : start + 1
  return { number: Number(value.slice(start, end)), end }
}

/** With a sign if it likes. */
function wholeNumber(text: string): number {
  if (!/^[+-]?\d*$/.test(text)) throw new WrongField()
  return text === '' || text === '+' || text === '-' ? 0 : Number(text)
}

function sliceOf(value: string, start: number, length: number): string {
  if (start + length > value.length) throw new WrongField()
  return value.slice(start, start + length)
}

function isDigit(value: string, at: number): boolean {
  const code = value.charCodeAt(at)
  return code >= 48 && code <= 57
}
