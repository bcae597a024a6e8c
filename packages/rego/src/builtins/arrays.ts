import type { Value } from '../values/value.ts'
import type { Builtin } from './builtin.ts'
import { arrayOperand, integerOperand } from './operand.ts'
import { any, array, number } from './type.ts'

/** Built-ins on arrays. */
export const arrays: readonly Builtin[] = [
  {
    name: 'array.concat',
    description: 'Gives the elements of `x` followed by those of `y`.',
    args: [
      { name: 'x', description: 'what comes first', type: array(any) },
      { name: 'y', description: 'what comes after it', type: array(any) },
    ],
    result: { name: 'z', description: 'both in one array', type: array(any) },
    evaluate: (call, x, y) => {
      const first = arrayOperand(x, 1)
      const second = arrayOperand(y, 2)
      call.spend(first.length + second.length)
      return first.concat(second)
    },
  },
  {
    name: 'array.flatten',
    description:
      'Replaces each element that is an array by its elements, one level deep; other elements stay.',
    args: [{ name: 'arr', description: 'the array to flatten', type: array(any) }],
    result: { name: 'flattened', description: '`arr`, one level flatter', type: array(any) },
    evaluate: (call, arr) => {
      const elements = arrayOperand(arr, 1)
      const flattened: Value[] = []
      for (const element of elements) {
        if (!Array.isArray(element)) flattened.push(element)
        else {
          call.spend(element.length)
          for (const inner of element) flattened.push(inner)
        }
      }
      call.spend(elements.length)
      return flattened
    },
  },
  {
    name: 'array.reverse',
    description: 'Gives the elements in reverse order.',
    args: [{ name: 'arr', description: 'the array to reverse', type: array(any) }],
    result: { name: 'rev', description: 'the elements of `arr`, last first', type: array(any) },
    evaluate: (call, arr) => {
      const elements = arrayOperand(arr, 1)
      call.spend(elements.length)
      return elements.toReversed()
    },
  },
  {
    name: 'array.slice',
    description:
      'Gives the elements from position `start` (counted from 0) up to but not including `stop`. Positions outside the array are moved to its ends; `[]` where `start` is not before `stop`.',
    args: [
      { name: 'arr', description: 'the array to cut from', type: array(any) },
      {
        name: 'start',
        description: 'position of the first element; below 0 counts as 0',
        type: number,
      },
      {
        name: 'stop',
        description: 'position after the last element; past the end counts as the end',
        type: number,
      },
    ],
    result: { name: 'slice', description: 'the elements between', type: array(any) },
    evaluate: (call, arr, start, stop) => {
      const elements = arrayOperand(arr, 1)
      const first = Math.max(0, integerOperand(start, 2))
      const end = Math.max(0, integerOperand(stop, 3))
      const slice = elements.slice(first, end)
      call.spend(slice.length)
      return slice
    },
  },
]
