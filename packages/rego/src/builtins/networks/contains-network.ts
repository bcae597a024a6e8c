import { BuiltinError } from '../builtin.ts'
import { containsAddress, type Network, parseNetwork } from './network.ts'
import { parseAddress } from './parse-address.ts'

/** Whether all of a network, or an address, is within a network. */
export function containsNetwork(network: Network, inner: string): boolean {
  const address = parseAddress(inner)
  if (address !== undefined) return containsAddress(network, address.value)
  const other = parseNetwork(inner)
  if (other === undefined) {
    throw new BuiltinError(`not a valid textual representation of an IP address or CIDR: ${inner}`)
  }
  return containsAddress(network, other.first) && containsAddress(network, other.last)
}

export function networkText(text: string): Network {
  const network = parseNetwork(text)
  if (network === undefined) throw new BuiltinError(`invalid CIDR address: ${text}`)
  return network
}
