import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalText } from '../../src/values/canonical-text.ts'
import { compare, equal, sorted } from '../../src/values/compare.ts'
import { objectFrom } from '../../src/values/objects.ts'
import { parseNumber } from '../../src/values/parse-number.ts'
import { printValue } from '../../src/values/print.ts'
import { RegoSet } from '../../src/values/rego-set.ts'
import type { Value } from '../../src/values/value.ts'
import { anyValue } from './any-value.ts'

/** As `opa eval 'sort([…])'` of version 1.19 orders them. */
const inOrder: readonly Value[] = [
  null,
  false,
  true,
  parseNumber('-1e400'),
  -1,
  parseNumber('1e-400'),
  0.5,
  1,
  2n ** 64n,
  parseNumber('1e400'),
  '',
  'Z',
  'a',
  'b',
  'é',
  '\uffff',
  '😀',
  [],
  [null],
  [0, 9],
  [1],
  {},
  objectFrom([[1, 2]]),
  { a: 0, b: 9 },
  { a: 1 },
  { b: 0 },
  RegoSet.empty,
  RegoSet.from([1]),
  RegoSet.from([5, 1]),
  RegoSet.from([2]),
]

test('values have the order of OPA', () => {
  for (let i = 0; i < inOrder.length; i++) {
    for (let j = 0; j < inOrder.length; j++) {
      const [a, b] = [inOrder[i] as Value, inOrder[j] as Value]
      assert.equal(Math.sign(compare(a, b)), Math.sign(i - j), `${printValue(a)} ${printValue(b)}`)
      assert.equal(equal(a, b), i === j)
    }
  }
  assert.deepEqual(sorted(inOrder.toReversed()), inOrder)
})

test('equal values compare as equal, and share their canonical text', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (a, b) => {
      assert.equal(equal(a, b), compare(a, b) === 0)
      assert.equal(equal(a, b), canonicalText(a) === canonicalText(b))
      assert.ok(equal(a, a))
    }),
  )
})

test('the order is one: reversed for reversed operands, and handed on from value to value', () => {
  fc.assert(
    fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
      assert.equal(Math.sign(compare(a, b)) + Math.sign(compare(b, a)), 0)
      if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0)
    }),
  )
})

test('a double beyond the safe range, as a host may give it, equals the whole number', () => {
  assert.ok(equal(2 ** 60, 2n ** 60n))
  assert.ok(!equal(2 ** 60, 2n ** 60n + 1n))
  assert.ok(!equal(1, '1'))
})

test('numbers beyond a double are equal by value, and equal nothing else', () => {
  const big = parseNumber('1e400')
  assert.ok(equal(big, parseNumber('10e399')))
  assert.equal(canonicalText(big), canonicalText(parseNumber('10e399')))
  assert.ok(!equal(big, 2n ** 64n))
  assert.ok(!equal(-(2n ** 64n), big))
})
