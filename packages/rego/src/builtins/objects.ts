import { isObject } from '../values/kind.ts'
import { entriesOf, getKey, keysOf, ObjectBuilder } from '../values/objects.ts'
import { RegoSet } from '../values/rego-set.ts'
import type { Value } from '../values/value.ts'
import type { Builtin, BuiltinCall } from './builtin.ts'
import { objectSubset } from './object-subset.ts'
import { unionOf } from './object-union.ts'
import { arrayOperand, elementError, objectOperand, operandError } from './operand.ts'
import { any, array, boolean, object, oneOf, set } from './type.ts'

const anyObject = object(any, any)
const keyList = oneOf(array(any), object(any, any), set(any))
const compound = oneOf(anyObject, set(any), array(any))

/** Built-ins on objects. */
export const objects: readonly Builtin[] = [
  {
    name: 'object.get',
    description:
      'Gives the value of a key, or `default` where the object has none. A `key` that is an array is a path: each of its elements in turn is looked up, as an object key, an array position or a member of a set. The empty path gives the object.',
    args: [
      { name: 'object', description: 'the object to look in', type: anyObject },
      { name: 'key', description: 'the key, or the path as an array', type: any },
      { name: 'default', description: 'the answer where nothing is found', type: any },
    ],
    result: { name: 'value', description: 'the value found, or `default`', type: any },
    evaluate: (call, object, key, fallback) => {
      const start = objectOperand(object, 1)
      if (!Array.isArray(key)) return orElse(getKey(start, key), fallback)
      call.spend(key.length)
      let found: Value | undefined = start
      for (const step of key as readonly Value[]) {
        if (found === undefined) break
        found = lookUp(found, step)
      }
      return orElse(found, fallback)
    },
  },
  {
    name: 'object.keys',
    description: 'Gives the keys of an object as a set.',
    args: [{ name: 'object', description: 'the object', type: anyObject }],
    result: { name: 'value', description: 'its keys', type: set(any) },
    evaluate: (call, object) => {
      const keys = keysOf(objectOperand(object, 1))
      call.spend(keys.length)
      return RegoSet.from(keys)
    },
  },
  {
    name: 'object.remove',
    description:
      'Gives an object without the entries of some keys; keys that it lacks are ignored.',
    args: [
      { name: 'object', description: 'the object', type: anyObject },
      {
        name: 'keys',
        description: 'the keys to leave out: an array, a set, or an object with these keys',
        type: keyList,
      },
    ],
    result: { name: 'output', description: '`object` without these keys', type: anyObject },
    evaluate: (call, object, keys) => selected(call, object, keys, false),
  },
  {
    name: 'object.filter',
    description:
      'Gives an object with the entries of some keys only; keys that it lacks are ignored.',
    args: [
      { name: 'object', description: 'the object', type: anyObject },
      {
        name: 'keys',
        description: 'the keys to keep: an array, a set, or an object with these keys',
        type: keyList,
      },
    ],
    result: { name: 'filtered', description: '`object` with these keys only', type: anyObject },
    evaluate: (call, object, keys) => selected(call, object, keys, true),
  },
  {
    name: 'object.subset',
    description:
      'Whether `sub` is contained in `super`. Objects: every key of `sub` is in `super` with an equal value, or with one that contains it, by the same rules, where both are objects, sets or arrays. Sets: every member of `sub` is in `super`. Arrays: `sub` occurs in `super` in one piece. An array as `super` with a set as `sub`: every member of the set occurs in the array.',
    args: [
      { name: 'super', description: 'what should contain the other', type: compound },
      { name: 'sub', description: 'what should be contained', type: compound },
    ],
    result: { name: 'result', description: 'whether `super` contains `sub`', type: boolean },
    evaluate: objectSubset,
  },
  {
    name: 'object.union',
    description:
      'Unites two objects, and objects inside them in the same way; where both have a key otherwise, the value of `b` wins.',
    args: [
      { name: 'a', description: 'the first object', type: anyObject },
      { name: 'b', description: 'the object that wins', type: anyObject },
    ],
    result: { name: 'output', description: 'the entries of both', type: anyObject },
    evaluate: (call, a, b) => unionOf(call, [objectOperand(a, 1), objectOperand(b, 2)]),
  },
  {
    name: 'object.union_n',
    description:
      'Unites the objects of an array from left to right, and objects inside them in the same way; where two have a key otherwise, the later value wins. `{}` for an empty array.',
    args: [{ name: 'objects', description: 'the objects to unite', type: array(anyObject) }],
    result: { name: 'output', description: 'the entries of all', type: anyObject },
    evaluate: (call, objects) => {
      const list = arrayOperand(objects, 1)
      return unionOf(
        call,
        list.map((item) => {
          if (isObject(item)) return item
          throw elementError(1, objects, item, 'object')
        }),
      )
    },
  },
]

/** Not `??`: null is a value. */
function orElse(found: Value | undefined, fallback: Value): Value {
  return found === undefined ? fallback : found
}

function lookUp(value: Value, key: Value): Value | undefined {
  if (Array.isArray(value)) {
    const found: unknown = typeof key === 'number' && key >= 0 ? value[key] : undefined
    return found === undefined ? undefined : (found as Value)
  }
  if (value instanceof RegoSet) return value.get(key)
  return isObject(value) ? getKey(value, key) : undefined
}

/** The entries whose keys are listed, or all others. */
function selected(call: BuiltinCall, object: Value, keys: Value, keep: boolean): Value {
  const whole = objectOperand(object, 1)
  const listed = keySet(keys)
  const entries = entriesOf(whole)
  call.spend(entries.length + listed.size)
  const made = new ObjectBuilder()
  for (const [key, value] of entries) if (listed.has(key) === keep) made.set(key, value)
  return made.done()
}

function keySet(keys: Value): RegoSet {
  if (keys instanceof RegoSet) return keys
  if (Array.isArray(keys)) return RegoSet.from(keys)
  if (isObject(keys)) return RegoSet.from(keysOf(keys))
  throw operandError(2, keys, 'object', 'set', 'array')
}
