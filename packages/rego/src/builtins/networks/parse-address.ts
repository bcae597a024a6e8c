/** An address as a number of 128 bits; one of IPv4 is `::ffff:a.b.c.d`. */
export interface Address {
  readonly value: bigint
  /** Whether it is written as IPv4, so that a prefix counts 32 bits. */
  readonly short: boolean
}

export const mappedPrefix = 0xffffn << 32n
const textOfIpv4 =
  /^(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$/
const longestText = 45

/** `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`; undefined for anything else, zones among it. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > longestText) return undefined
  const short = ipv4(text)
  if (short !== undefined) return { value: mappedPrefix | BigInt(short), short: true }
  const groups = ipv6Groups(text)
  if (groups === undefined) return undefined
  let value = 0n
  for (const group of groups) value = (value << 16n) | BigInt(group)
  return { value, short: false }
}

function ipv4(text: string): number | undefined {
  const fields = textOfIpv4.exec(text)?.slice(1).map(Number)
  if (fields === undefined || fields.some((field) => field > 255)) return undefined
  return fields.reduce((value, field) => value * 256 + field, 0)
}

/** Eight numbers of 16 bits. */
function ipv6Groups(text: string): readonly number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = '', tail] = halves
  const before = groupsOf(head, tail === undefined)
  if (tail === undefined) return before?.length === 8 ? before : undefined
  const after = groupsOf(tail, true)
  if (before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  if (missing < 1) return undefined
  return [...before, ...Array<number>(missing).fill(0), ...after]
}

/** `last`: the text ends there, so that an IPv4 address may. */
function groupsOf(text: string, last: boolean): readonly number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    const end = last && i === parts.length - 1 ? ipv4(part) : undefined
    if (end !== undefined) groups.push(Math.floor(end / 0x10000), end % 0x10000)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
