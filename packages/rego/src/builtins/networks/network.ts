import { type Address, mappedPrefix, parseAddress } from './parse-address.ts'

/** Addresses that begin alike, as numbers of 128 bits. */
export interface Network {
  /** As it is written: within the network, its first one for all that `parseNetwork` gives. */
  readonly address: bigint
  readonly first: bigint
  readonly last: bigint
  /** How many of 128 bits are alike. */
  readonly prefix: number
}

const allBits = (1n << 128n) - 1n
/** The prefix of IPv4 in 128 bits. */
const shortBits = 96

/** `192.0.2.0/24`, `2001:db8::/32`; undefined for what is no network. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) return undefined
  const address = parseAddress(text.slice(0, slash))
  const mask = /^[0-9]+$/.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : undefined
  if (address === undefined || mask === undefined) return undefined
  if (mask > (address.short ? 32 : 128)) return undefined
  const prefix = address.short ? mask + shortBits : mask
  const network = networkOf(address.value, prefix)
  return { ...network, address: network.first }
}

export function networkOf(address: bigint, prefix: number): Network {
  const rest = (1n << BigInt(128 - prefix)) - 1n
  return { address, first: address & (allBits ^ rest), last: address | rest, prefix }
}

/** IPv4 and IPv6 have nothing in common, though `::/0` has all numbers. */
export function containsAddress(network: Network, address: bigint): boolean {
  if (isShort(address) !== isShortNetwork(network)) return false
  return address >= network.first && address <= network.last
}

export function isShort(address: bigint): boolean {
  return address >> 32n === 0xffffn
}

export function isShortNetwork({ first, prefix }: Network): boolean {
  return prefix >= shortBits && isShort(first)
}

/** As one writes it, its `address` and the prefix. */
export function writeNetwork(network: Network): string {
  const { address, prefix } = network
  const bits = isShortNetwork(network) ? prefix - shortBits : prefix
  return `${writeAddress(address)}/${bits}`
}

/** The shortest way: `192.0.2.1`, `2001:db8::1`. */
export function writeAddress(address: bigint): string {
  if (isShort(address)) {
    const low = Number(address & 0xffffffffn)
    return [low >>> 24, (low >>> 16) & 255, (low >>> 8) & 255, low & 255].join('.')
  }
  const groups = Array.from({ length: 8 }, (_, i) =>
    Number((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  )
  const zeros = longestZeros(groups)
  if (zeros === undefined) return groups.join(':')
  const [start, length] = zeros
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

/** The first of the longest runs of two zeros or more. */
function longestZeros(groups: readonly string[]): readonly [number, number] | undefined {
  let longest: readonly [number, number] | undefined
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === '0') length++
    if (length > Math.max(1, longest?.[1] ?? 0)) longest = [start, length]
  }
  return longest
}

/** The network of an IPv4 address by itself: its class A, B or C, as OPA has it. Undefined for IPv6. */
export function classNetwork({ value }: Address): Network | undefined {
  if (!isShort(value)) return undefined
  const first = Number((value ^ mappedPrefix) >> 24n)
  return networkOf(value, shortBits + (first < 0x80 ? 8 : first < 0xc0 ? 16 : 24))
}
