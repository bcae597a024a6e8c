import { localTimeIn } from '@sallyport/protocol'
import { parseAddressSet } from '@sallyport/protocol/peer'
import type { QuotaSettings } from '../configuration.ts'
import { readDuration } from '../read/read-duration.ts'
import {
  type Reader,
  readInteger,
  readList,
  readObject,
  readText,
  shown,
} from '../read/read-value.ts'

export const defaultQuota: QuotaSettings = { limit: 100, windowSeconds: 60 }

/** Reads an IANA time zone (`UTC`, `Europe/Berlin`); offsets such as `+01:00` are not names. */
export const readTimeZone: Reader<string> = (place, value) => {
  const name = readText(place, value)
  if (name === undefined) return undefined
  if (/^[A-Za-z]/.test(name)) {
    try {
      localTimeIn(name)
      return name
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return place.refuse(
    `must be an IANA time zone, such as \`UTC\` or \`Europe/Berlin\`, not ${shown(name)}`,
  )
}

/** Reads proxies. Security: `/0` would let every caller write its own address. */
export const readTrustedProxies: Reader<readonly string[]> = readList(
  readRange('trusts every address; name the proxies themselves'),
)

/** Who may read the metrics when nothing is said. */
export const thisMachine: readonly string[] = ['127.0.0.0/8', '::1']

/** Reads who may read the metrics. */
export const readMetricsReaders: Reader<readonly string[]> = readList(
  readRange('lets everybody read them; name the readers themselves'),
)

/** Reads an address or a range that is not all of them. */
function readRange(refusal: string): Reader<string> {
  return (place, value) => {
    const entry = readText(place, value)
    if (entry === undefined) return undefined
    if (/\/0+$/.test(entry)) return place.refuse(refusal)
    try {
      parseAddressSet([entry])
      return entry
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return place.refuse(
        `must be an IP address or a range such as \`10.0.0.0/8\` or \`fd00::/8\`, not ${shown(entry)}`,
      )
    }
  }
}

/** Reads a header's name, in lower case. @see RFC 9110 §5.1 */
export const readHeaderName: Reader<string> = (place, value) =>
  typeof value === 'string' && /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/.test(value)
    ? value.toLowerCase()
    : place.refuse('must be the name of a header, such as `x-device-trust`')

/** Reads the limits. */
export const readLimits: Reader<{ readonly quota: QuotaSettings }> = (place, value) => {
  const quota = readObject(place, value, ['quota'])?.withDefault('quota', defaultQuota, readQuota)
  return quota === undefined ? undefined : { quota }
}

const readQuota: Reader<QuotaSettings> = (place, value) => {
  const fields = readObject(place, value, ['limit', 'window'])
  const limit = fields?.required('limit', 'a whole number of requests', readInteger(1, 1_000_000))
  const windowSeconds = fields?.required(
    'window',
    'a duration such as `1m`',
    readDuration('1s', '1d'),
  )
  return limit === undefined || windowSeconds === undefined ? undefined : { limit, windowSeconds }
}
