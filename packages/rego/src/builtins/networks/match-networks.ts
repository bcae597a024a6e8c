import { isObject } from '../../values/kind.ts'
import { sortedEntries } from '../../values/objects.ts'
import { RegoSet } from '../../values/rego-set.ts'
import type { Value } from '../../values/value.ts'
import { type BuiltinCall, BuiltinError } from '../builtin.ts'
import { stringOperand } from '../operand.ts'
import { spendText } from '../text-work.ts'
import { containsNetwork, networkText } from './contains-network.ts'
import type { Network } from './network.ts'

interface Entry {
  /** What the answer names it by: its position, its key, or itself. */
  readonly index: Value
  readonly network: Value
}

/** Pairs of each network of the first with each network or address of the second that is within it. */
export function matchNetworks(call: BuiltinCall, networks: Value, sought: Value): RegoSet {
  const pairs = new RegoSet()
  const inner = entriesOf(sought)
  for (const outerEntry of entriesOf(networks)) {
    const text = textOf(outerEntry, 1)
    let network: Network | undefined
    for (const innerEntry of inner) {
      const address = textOf(innerEntry, 2)
      call.spend(2)
      for (const given of [text, address]) {
        if (typeof given === 'string') spendText(call, given.length)
      }
      network ??= networkText(stringOperand(text, 1))
      if (containsNetwork(network, stringOperand(address, 1))) {
        pairs.add([outerEntry.index, innerEntry.index])
      }
    }
  }
  return pairs
}

/** Nothing for a value of another type. */
function entriesOf(value: Value): readonly Entry[] {
  if (typeof value === 'string') return [{ index: value, network: [value] }]
  if (Array.isArray(value)) {
    return (value as readonly Value[]).map((network, index) => ({ index, network }))
  }
  if (value instanceof RegoSet)
    return value.sorted().map((network) => ({ index: network, network }))
  if (isObject(value)) return sortedEntries(value).map(([index, network]) => ({ index, network }))
  return []
}

/** A text by itself, or the first of an array. */
function textOf({ network }: Entry, position: number): Value {
  if (typeof network === 'string') return network
  const first = Array.isArray(network) ? (network as readonly Value[])[0] : undefined
  if (first !== undefined) return first
  throw new BuiltinError(`operand ${position}: element must be string or non-empty array`)
}
