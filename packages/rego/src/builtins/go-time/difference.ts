import { dateOf, daysInMonth } from './calendar.ts'
import { localTimeOf, type Moment } from './moment.ts'

/** `[years, months, days, hours, minutes, seconds]` from the earlier to the later, in the zone of the first. */
export function differenceOf(first: Moment, second: Moment): number[] {
  const other = { ...second, zone: first.zone }
  const [from, to] = isAfter(first, other) ? [other, first] : [first, other]
  const [fromTime, toTime] = [localTimeOf(from), localTimeOf(to)]
  const [fromDate, toDate] = [dateOf(fromTime.day), dateOf(toTime.day)]
  let years = toDate.year - fromDate.year
  let months = toDate.month - fromDate.month
  let days = toDate.day - fromDate.day
  let hours = toTime.hour - fromTime.hour
  let minutes = toTime.minute - fromTime.minute
  let seconds = toTime.second - fromTime.second
  if (seconds < 0) {
    seconds += 60
    minutes--
  }
  if (minutes < 0) {
    minutes += 60
    hours--
  }
  if (hours < 0) {
    hours += 24
    days--
  }
  if (days < 0) {
    days += daysInMonth(fromDate.month, fromDate.year)
    months--
  }
  if (months < 0) {
    months += 12
    years--
  }
  return [years, months, days, hours, minutes, seconds]
}

function isAfter(a: Moment, b: Moment): boolean {
  return a.seconds === b.seconds ? a.nanoseconds > b.nanoseconds : a.seconds > b.seconds
}
