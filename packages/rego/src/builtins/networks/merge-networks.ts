import { isShort, type Network, networkOf } from './network.ts'

interface Range {
  readonly first: bigint
  readonly last: bigint
  /** Where nothing was merged with it: given back as it was. */
  readonly network?: Network
}

/** The fewest networks that have the same addresses. */
export function mergeNetworks(networks: readonly Network[]): readonly Network[] {
  const inOrder: Range[] = networks
    .map((network) => ({ first: network.first, last: network.last, network }))
    .sort((a, b) => order(a.last, b.last) || order(a.first, b.first))
  const merged: Range[] = []
  for (let range = inOrder.pop(); range !== undefined; range = inOrder.pop()) {
    const before = inOrder.at(-1)
    if (before !== undefined && previous(range.first) <= before.last) {
      const first = before.first < range.first ? before.first : range.first
      inOrder[inOrder.length - 1] = { first, last: range.last }
    } else merged.push(range)
  }
  return merged.flatMap((range) => range.network ?? networksOf(range))
}

function previous(address: bigint): bigint {
  return address === 0n || address === 0xffffn << 32n ? address : address - 1n
}

/** From the first address on, each time the largest network that starts there. */
function networksOf({ first, last }: Range): readonly Network[] {
  const networks: Network[] = []
  for (let start = first; start <= last; ) {
    let prefix = 128
    while (prefix > (isShort(start) ? 96 : 0)) {
      const wider = networkOf(start, prefix - 1)
      if (wider.first !== start || wider.last > last) break
      prefix--
    }
    const network = networkOf(start, prefix)
    networks.push(network)
    start = network.last + 1n
  }
  return networks
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
