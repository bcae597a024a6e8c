import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import { type Builtin, type BuiltinCall, BuiltinError } from './builtin.ts'
import { containsNetwork, networkText } from './networks/contains-network.ts'
import { matchNetworks } from './networks/match-networks.ts'
import { mergeNetworks } from './networks/merge-networks.ts'
import {
  classNetwork,
  containsAddress,
  type Network,
  parseNetwork,
  writeAddress,
  writeNetwork,
} from './networks/network.ts'
import { parseAddress } from './networks/parse-address.ts'
import { stringOperand } from './operand.ts'
import { spendText } from './text-work.ts'
import { any, array, boolean, object, oneOf, set, string, tuple } from './type.ts'

const stringOrArray = oneOf(string, array(any))
const networksOrNetwork = oneOf(
  string,
  array(stringOrArray),
  object(string, stringOrArray),
  set(stringOrArray),
)
/** Making an address, and keeping it. */
const unitsPerAddress = 8

/** Built-ins on IP addresses and networks in CIDR notation, IPv4 and IPv6. */
export const networks: readonly Builtin[] = [
  {
    name: 'net.cidr_contains',
    description: 'Whether a network has all addresses of another, or an address.',
    args: [
      { name: 'cidr', description: 'the network: `10.0.0.0/8`, `2001:db8::/32`', type: string },
      { name: 'cidr_or_ip', description: 'the network or address to look for', type: string },
    ],
    result: { name: 'result', description: 'whether it is within `cidr`', type: boolean },
    evaluate: contains,
  },
  {
    name: 'net.cidr_overlap',
    description: 'Whether a network has an address: `net.cidr_contains`.',
    deprecated: true,
    args: [
      { name: 'cidr', type: string },
      { name: 'cidr_or_ip', type: string },
    ],
    result: { name: 'result', type: boolean },
    evaluate: contains,
  },
  {
    name: 'net.cidr_contains_matches',
    description:
      'Gives which of several networks have which of several networks or addresses, as pairs. Each side is named by its position in an array, its key in an object, or itself. An element may be an array too, of which the first counts.',
    args: [
      { name: 'cidrs', description: 'the networks', type: networksOrNetwork },
      { name: 'cidrs_or_ips', description: 'what to look for', type: networksOrNetwork },
    ],
    result: { name: 'output', description: 'the pairs', type: set(tuple(any, any)) },
    evaluate: matchNetworks,
  },
  {
    name: 'net.cidr_expand',
    description: 'Gives all addresses of a network.',
    args: [{ name: 'cidr', description: 'the network', type: string }],
    result: { name: 'hosts', description: 'the addresses', type: set(string) },
    evaluate: (call, cidr) => {
      const { first, last } = networkText(given(call, cidr))
      call.spend(Number(last - first + 1n) * unitsPerAddress)
      const addresses = new RegoSet()
      for (let address = first; address <= last; address++) addresses.add(writeAddress(address))
      return addresses
    },
  },
  {
    name: 'net.cidr_intersects',
    description: 'Whether two networks have an address in common.',
    args: [
      { name: 'cidr1', description: 'the first network', type: string },
      { name: 'cidr2', description: 'the second network', type: string },
    ],
    result: { name: 'result', description: 'whether they have', type: boolean },
    evaluate: (call, cidr1, cidr2) => {
      const a = networkText(given(call, cidr1))
      const b = networkText(given(call, cidr2))
      return containsAddress(a, b.first) || containsAddress(b, a.first)
    },
  },
  {
    name: 'net.cidr_is_valid',
    description: 'Whether a value is a string that is a network in CIDR notation.',
    args: [{ name: 'cidr', description: 'the string to look at', type: string }],
    result: { name: 'result', description: 'whether it is a network', type: boolean },
    evaluate: (call, cidr) =>
      typeof cidr === 'string' && parseNetwork(given(call, cidr)) !== undefined,
  },
  {
    name: 'net.cidr_merge',
    description:
      'Gives the fewest networks that have all addresses of the given ones. An IPv4 address stands for its network of class A, B or C; one of IPv6 needs a prefix length.',
    args: [
      {
        name: 'addrs',
        description: 'networks and IPv4 addresses',
        type: oneOf(array(oneOf(string)), set(string)),
      },
    ],
    result: { name: 'output', description: 'the networks', type: set(string) },
    evaluate: (call, addrs) => {
      const all = mergedOperand(call, addrs)
      call.spend(8 * all.length)
      return RegoSet.from(mergeNetworks(all).map(writeNetwork))
    },
  },
]

/** A text, however long: to look at it is work. */
function given(call: BuiltinCall, value: Value): string {
  const text = stringOperand(value, 1)
  spendText(call, text.length)
  return text
}

function contains(call: BuiltinCall, cidr: Value, other: Value): boolean {
  call.spend(2)
  const network = networkText(given(call, cidr))
  return containsNetwork(network, given(call, other))
}

function mergedOperand(call: BuiltinCall, value: Value): readonly Network[] {
  const list = value instanceof RegoSet ? value.sorted() : value
  if (!Array.isArray(list)) throw new BuiltinError('operand must be an array')
  return (list as readonly Value[]).map((element) => {
    if (typeof element === 'string') spendText(call, element.length)
    return mergedElement(element)
  })
}

function mergedElement(element: Value): Network {
  if (typeof element !== 'string') throw new BuiltinError('element must be string')
  const address = parseAddress(element)
  if (address === undefined) return networkText(element)
  const network = classNetwork(address)
  if (network === undefined) throw new BuiltinError('IPv6 invalid: needs prefix length')
  return network
}
