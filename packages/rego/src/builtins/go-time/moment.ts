import { BuiltinError } from '../builtin.ts'
import { dayOf, secondsPerDay } from './calendar.ts'
import type { Zone } from './zone.ts'

/** An instant and the zone in which it is told. */
export interface Moment {
  /** Whole seconds since 1970, rounded down. */
  readonly seconds: number
  /** 0 to 999999999, added to the seconds. */
  readonly nanoseconds: number
  readonly zone: Zone
}

/** What calendar and clock show at a moment in its zone. */
export interface LocalTime {
  /** Days since 1970-01-01. */
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Seconds east of UTC. */
  readonly offset: number
}

const billion = 1000000000n
/** Nanoseconds that 64 bits hold reach from 1677 to 2262: some days beyond are further than needed. */
const furthestDay = 110000

export function momentOf(nanoseconds: bigint, zone: Zone): Moment {
  const within = ((nanoseconds % billion) + billion) % billion
  return {
    seconds: Number((nanoseconds - within) / billion),
    nanoseconds: Number(within),
    zone,
  }
}

/** Throws BuiltinError where 64 bits do not hold it. */
export function nanosecondsOf({ seconds, nanoseconds }: Omit<Moment, 'zone'>): bigint {
  const sum = BigInt(seconds) * billion + BigInt(nanoseconds)
  if (BigInt.asIntN(64, sum) !== sum) throw outsideRange()
  return sum
}

export function localTimeOf({ seconds, zone }: Moment): LocalTime {
  const offset = zone.offsetAt(seconds)
  const local = seconds + offset
  const day = Math.floor(local / secondsPerDay)
  const rest = local - day * secondsPerDay
  return {
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    offset,
  }
}

/**
 * The moment at which date and clock show this in a zone. Month and day may overflow. Of a time that the
 * clock skips or shows twice Go decides by one look at the zone which offset counts, and so do we.
 */
export function momentAt(
  { year, month, day }: { readonly year: number; readonly month: number; readonly day: number },
  { hour, minute, second }: Pick<LocalTime, 'hour' | 'minute' | 'second'>,
  nanoseconds: number,
  zone: Zone,
): Moment {
  const days = dayOf(year, month, day)
  // Not a number where the arithmetic overflowed.
  if (!(Math.abs(days) <= furthestDay)) throw outsideRange()
  const local = days * secondsPerDay + hour * 3600 + minute * 60 + second
  const guess = zone.offsetAt(local)
  // Go takes an offset of zero as it is, without a second look.
  const offset = guess === 0 ? 0 : zone.offsetAt(local - guess)
  return { seconds: local - offset, nanoseconds, zone }
}

function outsideRange(): BuiltinError {
  return new BuiltinError('time outside of valid range')
}
