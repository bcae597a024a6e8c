import { BuiltinError } from '../builtin.ts'
import { abbreviationOf, isZoneName, isZoneNameInOtherCase } from './zone-abbreviations.ts'

/** A time zone of the IANA database. */
export interface Zone {
  /** Seconds east of UTC at an instant, in seconds since 1970. */
  offsetAt(seconds: number): number
  /** `CET`, `CEST`; zones without one have the offset: `+03`. */
  abbreviationAt(seconds: number): string
}

export const utc: Zone = { offsetAt: () => 0, abbreviationAt: () => 'UTC' }

const longestName = 64
const zones = new Map<string, Zone>()
const offsetFormat = /GMT(?:([+-])(\d\d?):?(\d\d)?(?::(\d\d))?)?$/

/**
 * Finds a zone by its name, `Europe/Berlin`, in the case in which the database has it; "" and `UTC` are
 * UTC, `Local` the zone of this process. Throws BuiltinError for an unknown one.
 */
export function zoneNamed(name: string): Zone {
  if (name === '' || name === 'UTC') return utc
  if (name === 'Local') return localZone()
  const known = zones.get(name)
  if (known !== undefined) return known
  if (name.includes('..') || /^[/\\]/.test(name)) {
    throw new BuiltinError('time: invalid location name')
  }
  const zone = isAllowed(name) ? ianaZone(name) : undefined
  if (zone === undefined) throw new BuiltinError(`unknown time zone ${name}`)
  zones.set(name, zone)
  return zone
}

/** Intl knows names in any case, and offsets such as `+01:00`: no names to Go. */
function isAllowed(name: string): boolean {
  if (isZoneName(name)) return true
  if (name.length > longestName || isZoneNameInOtherCase(name)) return false
  // Younger than our list.
  return /^[A-Z][A-Za-z]*\/[A-Z][A-Za-z_/-]*$/.test(name)
}

function localZone(): Zone {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return (timeZone === 'UTC' ? undefined : ianaZone(timeZone)) ?? utc
}

function ianaZone(name: string): Zone | undefined {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
  let lastSeconds = Number.NaN
  let lastOffset = 0
  const offsetAt = (seconds: number): number => {
    if (seconds !== lastSeconds) {
      lastOffset = parseOffset(format.format(seconds * 1000))
      lastSeconds = seconds
    }
    return lastOffset
  }
  return {
    offsetAt,
    abbreviationAt: (seconds) => abbreviationOf(name, seconds, offsetAt(seconds)),
  }
}

function parseOffset(text: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = offsetFormat.exec(text) ?? []
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return sign === '-' ? -offset : offset
}
