import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compare, equal } from '../../src/values/compare.ts'
import {
  entriesOf,
  getKey,
  keysOf,
  objectFrom,
  sizeOf,
  sortedKeys,
} from '../../src/values/objects.ts'
import { RegoObject } from '../../src/values/rego-object.ts'
import { RegoSet } from '../../src/values/rego-set.ts'
import type { Value } from '../../src/values/value.ts'
import { anyValue } from './any-value.ts'

const many = fc.array(anyValue, { maxLength: 20 })

test('a set holds each value once, finds what equals it, and is sorted on request', () => {
  fc.assert(
    fc.property(many, anyValue, (members, other) => {
      const set = RegoSet.from([...members, ...members])
      for (const member of members) assert.ok(set.has(member))
      assert.equal(
        set.has(other),
        members.some((member) => equal(member, other)),
      )
      const inOrder = set.sorted()
      assert.equal(inOrder.length, set.size)
      for (let i = 1; i < inOrder.length; i++) {
        assert.ok(compare(inOrder[i - 1] as Value, inOrder[i] as Value) < 0)
      }
      assert.ok(equal(set, RegoSet.from(members.toReversed())))
    }),
  )
})

test('an object gives the last value of each key, and is plain while all keys are texts', () => {
  fc.assert(
    fc.property(many, (keys) => {
      const object = objectFrom(keys.map((key, i) => [key, i]))
      keys.forEach((key) => {
        assert.equal(
          getKey(object, key),
          keys.findLastIndex((other) => equal(other, key)),
        )
      })
      assert.equal(sizeOf(object), RegoSet.from(keys).size)
      assert.equal(entriesOf(object).length, keysOf(object).length)
      assert.deepEqual(sortedKeys(object), RegoSet.from(keys).sorted())
      assert.equal(
        object instanceof RegoObject,
        keys.some((key) => typeof key !== 'string'),
      )
    }),
  )
})

test('a number and its text are two keys', () => {
  const object = objectFrom([
    [1, 'number'],
    ['1', 'text'],
  ])
  assert.equal(getKey(object, 1), 'number')
  assert.equal(getKey(object, '1'), 'text')
  assert.equal(getKey({ '1': 'text' }, 1), undefined)
})

test('attack: names of prototypes are no keys unless they are set', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'size', 'get']) {
    assert.equal(getKey({}, name), undefined)
    assert.equal(getKey(objectFrom([[1, 1]]), name), undefined)
    assert.equal(getKey(objectFrom([[name, 1]]), name), 1)
    assert.equal(
      getKey(
        objectFrom([
          [name, 1],
          [2, 2],
        ]),
        name,
      ),
      1,
    )
  }
})
