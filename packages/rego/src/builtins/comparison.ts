import { compare } from '../values/compare.ts'
import { equal } from '../values/equal.ts'
import type { Value } from '../values/value.ts'
import type { Builtin } from './builtin.ts'
import { any, boolean } from './type.ts'

/** The order of values and their equality. */
export const comparison: readonly Builtin[] = [
  compared('equal', '==', 'equal to', equal),
  compared('neq', '!=', 'not equal to', (x, y) => !equal(x, y)),
  compared('lt', '<', 'less than', (x, y) => compare(x, y) < 0),
  compared('lte', '<=', 'less than or equal to', (x, y) => compare(x, y) <= 0),
  compared('gt', '>', 'greater than', (x, y) => compare(x, y) > 0),
  compared('gte', '>=', 'greater than or equal to', (x, y) => compare(x, y) >= 0),
  // The compiler replaces these two; called on values that are there, both compare.
  compared('eq', '=', 'made equal to', equal),
  compared('assign', ':=', 'made equal to', equal),
]

function compared(
  name: string,
  infix: string,
  words: string,
  holds: (x: Value, y: Value) => boolean,
): Builtin {
  return {
    name,
    description: `Whether \`x\` is ${words} \`y\`. Values of different types are ordered too: null, booleans, numbers, strings, arrays, objects, sets.`,
    args: [
      { name: 'x', type: any },
      { name: 'y', type: any },
    ],
    result: { name: 'result', description: `whether \`x\` is ${words} \`y\``, type: boolean },
    infix,
    evaluate: (_call, x, y) => holds(x, y),
  }
}
