/** Days and years of the Gregorian calendar, also before it was made (proleptic). Days count from 1970-01-01. */

export interface CalendarDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

export const secondsPerDay = 86400

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const daysOf400Years = 146097
/** From 0000-03-01, where the years of the algorithm begin, to 1970-01-01. */
const epoch = 719468

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

export function daysInMonth(month: number, year: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] as number)
}

/** The day of a date. The month may lie outside 1 to 12 and the day outside the month: they carry over. */
export function dayOf(year: number, month: number, day: number): number {
  const carried = year + Math.floor((month - 1) / 12)
  const inYear = month - 1 - Math.floor((month - 1) / 12) * 12
  // Years that begin with March have the leap day at their end.
  const fromMarch = inYear < 2 ? carried - 1 : carried
  const era = Math.floor(fromMarch / 400)
  const yearOfEra = fromMarch - era * 400
  const dayOfYear = Math.floor((153 * ((inYear + 10) % 12) + 2) / 5)
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * daysOf400Years + dayOfEra - epoch + day - 1
}

export function dateOf(day: number): CalendarDate {
  const shifted = day + epoch
  const era = Math.floor(shifted / daysOf400Years)
  const dayOfEra = shifted - era * daysOf400Years
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  }
}

/** 1 to 366. */
export function dayOfYear(day: number): number {
  return day - dayOf(dateOf(day).year, 1, 1) + 1
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}
