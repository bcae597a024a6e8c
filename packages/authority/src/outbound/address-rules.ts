import { canonicalAddress, parseAddressSet } from '@sallyport/protocol/peer'
import type { OutboundPolicy, OutboundTarget } from './target.ts'

/** @see IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast (RFC 5771), reserved (RFC 1112 §4) */
const SPECIAL_IPV4 = parseAddressSet([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])

/**
 * The one range from which global unicast addresses are given out. Outside it lie loopback, link-local,
 * unique-local, multicast, IPv4-compatible and NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`) addresses.
 * @see RFC 4291 §2.4, IANA IPv6 Address Space
 */
const GLOBAL_IPV6 = parseAddressSet(['2000::/3'])

/**
 * What is special within it.
 * Security: Teredo (in `2001::/23`) and 6to4 carry an IPv4 address to which a relay would forward.
 * @see IANA IPv6 Special-Purpose Address Registry
 */
const SPECIAL_IPV6 = parseAddressSet([
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
])

const LOOPBACK = parseAddressSet(['127.0.0.0/8', '::1'])

/** What no operator can mean: nobody, everybody, and the link, where clouds keep their credentials. */
const NEVER = parseAddressSet([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '2001::/32',
  '2002::/16',
  'fe80::/10',
  'ff00::/8',
])

/** Whether one resolved address of a target may be connected to. */
export function isAddressAllowed(
  address: string,
  policy: OutboundPolicy,
  target: OutboundTarget,
): boolean {
  if (canonicalAddress(address) === undefined) return false
  if (target.isLoopback) return LOOPBACK.has(address)
  return policy === 'operator' ? !NEVER.has(address) : isPublicAddress(address)
}

/** Whether an address belongs to the public Internet: no special-purpose address of any kind. */
export function isPublicAddress(address: string): boolean {
  const canonical = canonicalAddress(address)
  if (canonical === undefined) return false
  if (!canonical.includes(':')) return !SPECIAL_IPV4.has(canonical)
  return GLOBAL_IPV6.has(canonical) && !SPECIAL_IPV6.has(canonical)
}
