import { normalise } from '../values/numbers.ts'
import { utf8 } from '../values/text.ts'
import type { PlainObject } from '../values/value.ts'

const hyphened = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const bare = /^[0-9a-f]{32}$/i
/** Hundreds of nanoseconds from 1582-10-15, where the time of UUIDs begins, to 1970. */
const epoch = 122192928000000000n
const domains = ['Person', 'Group', 'Org']

/** The fields of a UUID; undefined where the text is none. */
export function parseUuid(text: string): PlainObject | undefined {
  const digits = digitsOf(text)
  if (digits === undefined) return undefined
  const bytes = Array.from({ length: 16 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  )
  const version = (bytes[6] as number) >> 4
  const common = { version, variant: variantOf(bytes[8] as number) }
  if (version !== 1 && version !== 2) return common
  const time = BigInt(`0x${digits.slice(13, 16)}${digits.slice(8, 12)}${digits.slice(0, 8)}`)
  return {
    ...common,
    // Wraps around for times that 64 bits do not hold, as in OPA.
    time: normalise(BigInt.asIntN(64, (time - epoch) * 100n)),
    nodeid: digits.slice(20).replace(/..(?=.)/g, '$&-'),
    macvariables: macOf(bytes[10] as number),
    clocksequence: Number.parseInt(digits.slice(16, 20), 16) & 0x3fff,
    ...(version === 2 && {
      id: Number.parseInt(digits.slice(0, 8), 16),
      domain: domainOf(bytes[9] as number),
    }),
  }
}

function domainOf(byte: number): string {
  return domains[byte] ?? `Domain${byte}`
}

/** The 32 digits, in small letters. */
function digitsOf(text: string): string | undefined {
  let given = text
  // Of 38 bytes the middle ones count, whatever stands around them.
  const bytes = utf8(text.slice(0, 50)).length
  if (bytes === 45) {
    if (!/^urn:uuid:/i.test(text)) return undefined
    given = text.slice(9)
  } else if (bytes === 38) given = text.slice(1, 37)
  if (!hyphened.test(given) && !(bytes === 32 && bare.test(given))) return undefined
  return given.replaceAll('-', '').toLowerCase()
}

function variantOf(byte: number): string {
  if ((byte & 0xc0) === 0x80) return 'RFC4122'
  if ((byte & 0xe0) === 0xc0) return 'Microsoft'
  return (byte & 0xe0) === 0xe0 ? 'Future' : 'Reserved'
}

function macOf(byte: number): string {
  return `${byte & 2 ? 'local' : 'global'}:${byte & 1 ? 'multicast' : 'unicast'}`
}
