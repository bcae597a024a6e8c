import { type Weekday, weekdays } from './decision-input.ts'

/** The wall clock of a time zone. */
export interface LocalTime {
  /** `HH:MM`, 24 hours. */
  readonly time: string
  readonly weekday: Weekday
}

/**
 * Makes a reader of the wall clock in an IANA time zone (`UTC`, `Europe/Berlin`).
 * Throws a RangeError for a zone that the platform does not know.
 */
export function localTimeIn(timeZone: string): (ms: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'long',
    hourCycle: 'h23',
  })
  let cachedMinute = Number.NaN
  let cached: LocalTime | undefined
  return (ms) => {
    // Zones differ from UTC by whole minutes today, so one minute has one wall-clock reading.
    const minute = Math.floor(ms / 60_000)
    if (cached !== undefined && minute === cachedMinute) return cached
    const parts = new Map(format.formatToParts(ms).map((part) => [part.type, part.value]))
    const name = parts.get('weekday')?.toLowerCase()
    const weekday = weekdays.find((known) => known === name)
    if (weekday === undefined) throw new Error('the platform names no weekday')
    cached = { time: `${parts.get('hour')}:${parts.get('minute')}`, weekday }
    cachedMinute = minute
    return cached
  }
}
