import { isCalendarDate } from '../calendar-date.ts'

const timestamp =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[+-]([0-9]{2}):([0-9]{2}))| ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?$/

/** Whether a text is a date, or a date with a time, as YAML writes them. */
export function isTimestamp(text: string): boolean {
  const parts = timestamp.exec(text)
  if (parts === null) return false
  const [, year = 0, month = 0, day = 0, ...rest] = parts.map((part) => Number(part ?? 0))
  const [hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = rest
  const [, , , , , hour2 = 0, minute2 = 0, second2 = 0] = rest
  return (
    isCalendarDate(year, month, day) &&
    Math.max(hour, hour2) < 24 &&
    Math.max(minute, minute2, second, second2) < 60 &&
    // Go accepts offsets up to and with 24 hours and 60 minutes.
    offsetHour <= 24 &&
    offsetMinute <= 60
  )
}
