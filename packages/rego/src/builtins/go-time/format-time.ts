import { dateOf, dayOfYear, weekdayOf } from './calendar.ts'
import { type FractionField, type LayoutField, type OffsetField, piecesOf } from './layout.ts'
import { type LocalTime, localTimeOf, type Moment } from './moment.ts'
import { months, weekdays } from './names.ts'

/** Writes a moment as the layout writes Monday, 2 January 2006, 15:04:05 MST. */
export function formatTime(moment: Moment, layout: string): string {
  const local = localTimeOf(moment)
  let text = ''
  for (const { prefix, field } of piecesOf(layout)) {
    text += prefix
    if (field !== undefined) text += formatField(field, local, moment)
  }
  return text
}

function formatField(field: LayoutField, local: LocalTime, moment: Moment): string {
  switch (field.kind) {
    case 'longYear':
      return padded(dateOf(local.day).year, 4)
    case 'year':
      return padded(dateOf(local.day).year % 100, 2)
    case 'longMonth':
      return monthName(local)
    case 'month':
      return monthName(local).slice(0, 3)
    case 'numberMonth':
      return String(dateOf(local.day).month)
    case 'zeroMonth':
      return padded(dateOf(local.day).month, 2)
    case 'longWeekday':
      return weekdayName(local)
    case 'weekday':
      return weekdayName(local).slice(0, 3)
    case 'day':
      return String(dateOf(local.day).day)
    case 'spaceDay':
      return padded(dateOf(local.day).day, 2, ' ')
    case 'zeroDay':
      return padded(dateOf(local.day).day, 2)
    case 'spaceYearDay':
      return padded(dayOfYear(local.day), 3, ' ')
    case 'zeroYearDay':
      return padded(dayOfYear(local.day), 3)
    case 'hour':
      return padded(local.hour, 2)
    case 'hour12':
      return String(local.hour % 12 || 12)
    case 'zeroHour12':
      return padded(local.hour % 12 || 12, 2)
    case 'minute':
      return String(local.minute)
    case 'zeroMinute':
      return padded(local.minute, 2)
    case 'second':
      return String(local.second)
    case 'zeroSecond':
      return padded(local.second, 2)
    case 'capitalHalfDay':
      return local.hour >= 12 ? 'PM' : 'AM'
    case 'smallHalfDay':
      return local.hour >= 12 ? 'pm' : 'am'
    case 'abbreviation':
      return moment.zone.abbreviationAt(moment.seconds)
    case 'offset':
      return formatOffset(local.offset, field)
    case 'fraction':
      return formatFraction(moment.nanoseconds, field)
  }
}

function monthName({ day }: LocalTime): string {
  return months[dateOf(day).month - 1] as string
}

export function weekdayName({ day }: LocalTime): string {
  return weekdays[weekdayOf(day)] as string
}

function formatOffset(offset: number, { z, colon, parts }: OffsetField): string {
  if (z && offset === 0) return 'Z'
  const separator = colon ? ':' : ''
  const seconds = Math.abs(offset)
  const minutes = Math.floor(seconds / 60)
  // Go looks at the minutes: less than one west of UTC is a plus.
  let text = `${offset <= -60 ? '-' : '+'}${padded(Math.floor(minutes / 60), 2)}`
  if (parts !== 'hours') text += separator + padded(minutes % 60, 2)
  if (parts === 'seconds') text += separator + padded(seconds % 60, 2)
  return text
}

function formatFraction(nanoseconds: number, field: FractionField): string {
  const digits = padded(nanoseconds, 9).slice(0, field.digits)
  if (!field.trimmed) return field.separator + digits
  const trimmed = digits.replace(/0+$/, '')
  return trimmed === '' ? '' : field.separator + trimmed
}

function padded(number: number, width: number, pad = '0'): string {
  return String(number).padStart(width, pad)
}
