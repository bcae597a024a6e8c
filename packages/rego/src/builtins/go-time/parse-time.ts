import { BuiltinError } from '../builtin.ts'
import { bytesOf, quoteBytes } from './bytes-of.ts'
import { dayOf, daysInMonth, isLeap, secondsPerDay } from './calendar.ts'
import { piecesOf } from './layout.ts'
import type { Moment } from './moment.ts'
import { type ParsedTime, parseField, WrongField } from './parse-field.ts'

/**
 * Reads a time that is written as the layout writes Monday, 2 January 2006, 15:04:05 MST. Throws
 * BuiltinError with Go's words. Abbreviations other than UTC and GMT with an offset have the offset zero,
 * as they have in Go where the process runs in UTC.
 */
export function parseTime(layout: string, value: string): Omit<Moment, 'zone'> {
  const layoutBytes = bytesOf(layout)
  const whole = bytesOf(value)
  const failure = (message: string) =>
    new BuiltinError(`parsing time ${quoteBytes(whole)}: ${message}`)
  const cannotParse = (rest: string, wanted: string) =>
    new BuiltinError(
      `parsing time ${quoteBytes(whole)} as ${quoteBytes(layoutBytes)}: cannot parse ${quoteBytes(rest)} as ${quoteBytes(wanted)}`,
    )

  const time: ParsedTime = { ...nothingParsed }
  let at = 0
  const pieces = piecesOf(layoutBytes)
  for (const [index, { prefix, text, field }] of pieces.entries()) {
    const skipped = skipPrefix(whole, at, prefix)
    if (!skipped.matches) throw cannotParse(whole.slice(skipped.at), prefix)
    at = skipped.at
    if (field === undefined) break
    const next = pieces[index + 1]
    try {
      at = parseField(time, field, whole, at, next?.field?.kind === 'fraction')
    } catch (error) {
      if (!(error instanceof WrongField)) throw error
      if (error.range !== undefined) throw failure(`${error.range} out of range`)
      throw cannotParse(whole.slice(at), text)
    }
  }
  if (at < whole.length) throw failure(`extra text: ${quoteBytes(whole.slice(at))}`)

  const { year } = time
  const { month, day } = dateParsed(time, failure)
  if (day < 1 || day > daysInMonth(month, year)) throw failure('day out of range')
  const seconds =
    dayOf(year, month, day) * secondsPerDay +
    hourParsed(time) * 3600 +
    time.minute * 60 +
    time.second
  return { seconds: seconds - offsetParsed(time), nanoseconds: time.nanoseconds }
}

const nothingParsed: ParsedTime = {
  year: 0,
  month: undefined,
  day: undefined,
  dayOfYear: undefined,
  hour: 0,
  minute: 0,
  second: 0,
  nanoseconds: 0,
  isMorning: false,
  isAfternoon: false,
  isUtc: false,
  offset: undefined,
  abbreviation: '',
}

/** One space of the layout stands for any number of them, also for none at the end. */
function skipPrefix(value: string, start: number, prefix: string) {
  let at = start
  for (let i = 0; i < prefix.length; ) {
    if (prefix.charAt(i) === ' ') {
      if (at < value.length && value.charAt(at) !== ' ') return { at, matches: false }
      while (prefix.charAt(i) === ' ') i++
      while (value.charAt(at) === ' ') at++
      continue
    }
    if (value.charAt(at) !== prefix.charAt(i)) return { at, matches: false }
    i++
    at++
  }
  return { at, matches: true }
}

function dateParsed(
  { year, month, day, dayOfYear }: ParsedTime,
  failure: (message: string) => BuiltinError,
): { readonly month: number; readonly day: number } {
  if (dayOfYear === undefined) return { month: month ?? 1, day: day ?? 1 }
  if (dayOfYear < 1 || dayOfYear > (isLeap(year) ? 366 : 365)) {
    throw failure('day-of-year out of range')
  }
  let left = dayOfYear
  let found = 1
  while (left > daysInMonth(found, year)) left -= daysInMonth(found++, year)
  if (month !== undefined && month !== found) throw failure('day-of-year does not match month')
  if (day !== undefined && day !== left) throw failure('day-of-year does not match day')
  return { month: found, day: left }
}

function hourParsed({ hour, isMorning, isAfternoon }: ParsedTime): number {
  if (isAfternoon && hour < 12) return hour + 12
  return isMorning && hour === 12 ? 0 : hour
}

function offsetParsed({ isUtc, offset, abbreviation }: ParsedTime): number {
  if (isUtc) return 0
  if (offset !== undefined) return offset
  return abbreviation.startsWith('GMT') ? Number(abbreviation.slice(3)) * 3600 : 0
}
