import { BlockList, isIP } from 'node:net'
import type { DeviceTrust } from '../decision/decision-input.ts'

/**
 * Facts about the other end, from the transport itself.
 * A certificate is one that our own TLS layer has seen, never one from a header.
 */
export interface Peer {
  /** The IP address of the socket's other end; undefined where the transport has none. */
  readonly address: string | undefined
  /** The client certificate of the TLS connection. */
  readonly certificate?: PeerCertificate
}

interface PeerCertificate {
  /** DER. */
  readonly raw: Uint8Array
}

/** Header name and value pairs exactly as received, in order, duplicates included. */
export type RawHeaders = readonly (readonly [name: string, value: string])[]

/** Every value of one header, in order; names compare without case (RFC 9110 §5.1). */
export function headerValues(headers: RawHeaders, name: string): readonly string[] {
  const wanted = name.toLowerCase()
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value)
}

/** Node's flat `rawHeaders` list as pairs. */
export function pairHeaders(flat: readonly string[]): RawHeaders {
  const pairs: (readonly [string, string])[] = []
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([flat[i] ?? '', flat[i + 1] ?? ''])
  return pairs
}

/**
 * The canonical text of an IP address: IPv4 inside IPv6 (`::ffff:10.0.0.1`) becomes IPv4, IPv6 its
 * shortest lower-case form without zone. Undefined if it is not one IP address.
 */
export function canonicalAddress(text: string): string | undefined {
  const family = isIP(text)
  if (family === 4) return text
  if (family !== 6) return undefined
  const withoutZone = text.split('%', 1)[0] ?? ''
  const shortest = new URL(`http://[${withoutZone}]`).hostname.slice(1, -1)
  return mappedIpv4(shortest) ?? shortest
}

function mappedIpv4(ipv6: string): string | undefined {
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(ipv6)
  if (match === null) return undefined
  const [high, low] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)]
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/**
 * The part of an address that one caller controls: the whole of an IPv4 address, the first 64 bits of
 * an IPv6 one. Limits count by this, so that a caller cannot walk through its own /64.
 */
export function addressBlock(address: string): string {
  const canonical = canonicalAddress(address) ?? 'unknown'
  if (!canonical.includes(':')) return canonical
  const [head = '', tail = ''] = canonical.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = canonical.includes('::') ? 8 - left.length - right.length : 0
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** A set of addresses and ranges (`10.0.0.0/8`, `::1`). */
export interface AddressSet {
  has(address: string): boolean
}

/**
 * Parses addresses and CIDR ranges. Throws a RangeError that names the entry that is neither.
 * Security: the families are kept apart, so that `::1/64`, which holds every IPv4 address in its IPv6
 * form, does not declare the whole Internet a proxy.
 * @see RFC 4632 §3.1
 */
export function parseAddressSet(entries: readonly string[]): AddressSet {
  const [ipv4, ipv6] = [new BlockList(), new BlockList()]
  for (const entry of entries) {
    const range = parseRange(entry)
    if (range === undefined) {
      throw new RangeError(
        `\`${entry}\` is not an IP address or a range such as \`10.0.0.0/8\` or \`fd00::/8\``,
      )
    }
    if (range.network.includes(':')) ipv6.addSubnet(range.network, range.bits, 'ipv6')
    else ipv4.addSubnet(range.network, range.bits, 'ipv4')
  }
  return {
    has: (address) => {
      const canonical = canonicalAddress(address)
      if (canonical === undefined) return false
      return canonical.includes(':') ? ipv6.check(canonical, 'ipv6') : ipv4.check(canonical, 'ipv4')
    },
  }
}

/** `::ffff:10.0.0.0/104` is `10.0.0.0/8`. A zone (`%eth0`) has no place in a range. */
function parseRange(entry: string): { network: string; bits: number } | undefined {
  const match = /^([0-9a-f:.]+)(?:\/(0|[1-9]\d{0,2}))?$/i.exec(entry)
  const network = canonicalAddress(match?.[1] ?? '')
  if (match === null || network === undefined) return undefined
  const width = isIP(match[1] ?? '') === 4 ? 32 : 128
  const bits = Number(match[2] ?? width)
  if (bits > width) return undefined
  if (width === 32 || network.includes(':')) return { network, bits }
  return bits >= 96 ? { network, bits: bits - 96 } : { network: `::ffff:${network}`, bits }
}

/** Which other ends may speak for someone else, and how. */
export interface ProxyTrust {
  /** The proxies that are believed. Empty: none. */
  readonly proxies: AddressSet
  /** The header in which a believed proxy states the trust of the caller's device. */
  readonly deviceTrustHeader?: string
}

/** What is known of the caller, once a declared proxy chain has been taken into account. */
export interface CallerFacts {
  readonly address?: string
  readonly deviceTrust?: DeviceTrust
}

/**
 * The caller behind the peer. Without a declared proxy, the socket's address and nothing else.
 * Security: a forwarding header counts only when the peer itself is a declared proxy; the chain is
 * read from its end, and the first hop that is not a declared proxy is the caller. A hop that is not
 * an address ends the walk at the last proxy believed.
 */
export function callerFacts(peer: Peer, headers: RawHeaders, trust: ProxyTrust): CallerFacts {
  const socket = peer.address === undefined ? undefined : canonicalAddress(peer.address)
  if (socket === undefined) return {}
  if (!trust.proxies.has(socket)) return { address: socket }
  const deviceTrust = statedDeviceTrust(headers, trust.deviceTrustHeader)
  const address = forwardedAddress(socket, headers, trust.proxies)
  return deviceTrust === undefined ? { address } : { address, deviceTrust }
}

function forwardedAddress(socket: string, headers: RawHeaders, proxies: AddressSet): string {
  const hops = headerValues(headers, 'x-forwarded-for')
    .join(',')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '')
  let believed = socket
  for (const hop of hops.reverse()) {
    const address = canonicalAddress(hop)
    if (address === undefined) return believed
    believed = address
    if (!proxies.has(address)) return believed
  }
  return believed
}

/** Exactly one value, one of the three words; anything else is no statement at all. */
function statedDeviceTrust(headers: RawHeaders, name: string | undefined): DeviceTrust | undefined {
  if (name === undefined) return undefined
  const values = headerValues(headers, name)
  const [value] = values
  if (values.length !== 1) return undefined
  return value === 'high' || value === 'medium' || value === 'low' ? value : undefined
}
