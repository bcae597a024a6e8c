import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import type { Builtin, BuiltinCall } from './builtin.ts'
import { setOperand } from './operand.ts'
import { setDifference } from './set-difference.ts'
import { any, set } from './type.ts'

/** Built-ins on sets; `minus`, which is for numbers too, is among the numbers. */
export const sets: readonly Builtin[] = [
  {
    name: 'and',
    description: 'Gives the members that two sets have in common.',
    args: [
      { name: 'x', description: 'the first set', type: set(any) },
      { name: 'y', description: 'the second set', type: set(any) },
    ],
    result: { name: 'z', description: 'the members of both `x` and `y`', type: set(any) },
    infix: '&',
    evaluate: (call, x, y) => common(call, setOperand(x, 1), setOperand(y, 2)),
  },
  {
    name: 'or',
    description: 'Gives the members of either of two sets.',
    args: [
      { name: 'x', description: 'the first set', type: set(any) },
      { name: 'y', description: 'the second set', type: set(any) },
    ],
    result: { name: 'z', description: 'the members of `x` or `y`', type: set(any) },
    infix: '|',
    evaluate: (call, x, y) => together(call, [setOperand(x, 1), setOperand(y, 2)]),
  },
  {
    name: 'intersection',
    description:
      'Gives the members that all sets in a set of sets have in common; `set()` where there are no sets.',
    args: [{ name: 'xs', description: 'the sets to intersect', type: set(set(any)) }],
    result: { name: 'y', description: 'the members of every set in `xs`', type: set(any) },
    evaluate: (call, xs) => {
      const all = memberSets(xs)
      // From the smallest: the work is then bounded by it.
      all.sort((a, b) => a.size - b.size)
      let result = all[0] ?? RegoSet.empty
      for (let i = 1; i < all.length; i++) result = common(call, result, all[i] as RegoSet)
      return result
    },
  },
  {
    name: 'union',
    description: 'Gives the members of all sets in a set of sets; `set()` where there are no sets.',
    args: [{ name: 'xs', description: 'the sets to unite', type: set(set(any)) }],
    result: { name: 'y', description: 'the members of any set in `xs`', type: set(any) },
    evaluate: (call, xs) => together(call, memberSets(xs)),
  },
  {
    name: 'set_diff',
    description: 'Gives the members of `x` that are not in `y`. Use `x - y` instead.',
    args: [
      { name: 'x', description: 'the set to take from', type: set(any) },
      { name: 'y', description: 'what to take away', type: set(any) },
    ],
    result: { name: 'z', description: 'the members of `x` that `y` lacks', type: set(any) },
    deprecated: true,
    evaluate: (call, x, y) => setDifference(call, setOperand(x, 1), setOperand(y, 2)),
  },
]

function memberSets(xs: Value): RegoSet[] {
  return setOperand(xs, 1)
    .sorted()
    .map((member) => setOperand(member, 1))
}

function common(call: BuiltinCall, a: RegoSet, b: RegoSet): RegoSet {
  const [small, big] = a.size <= b.size ? [a, b] : [b, a]
  call.spend(small.size)
  const made = new RegoSet()
  for (const member of small) if (big.has(member)) made.add(member)
  return made
}

function together(call: BuiltinCall, all: readonly RegoSet[]): RegoSet {
  const made = new RegoSet()
  for (const each of all) {
    call.spend(each.size)
    for (const member of each) made.add(member)
  }
  return made
}
