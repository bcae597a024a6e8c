import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { objectFrom } from '../../src/values/objects.ts'
import { printValue } from '../../src/values/print.ts'
import type { Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, set } from './call-builtin.ts'

test('object.get gives a value, null too, or the default', () => {
  assert.equal(callBuiltin('object.get', { a: 1 }, 'a', 0), 1)
  assert.equal(callBuiltin('object.get', { a: null }, 'a', 0), null)
  assert.equal(callBuiltin('object.get', { a: 1 }, 'b', 0), 0)
  assert.equal(callBuiltin('object.get', objectFrom([[1, 'x']]), 1, 0), 'x')
  assert.equal(errorOf('object.get', [], 'a', 0), 'operand 1 must be object but got array')
})

test('object.get follows a path through objects, arrays and sets', () => {
  const nested = { a: [{ b: set('c') }] }
  assert.equal(callBuiltin('object.get', nested, ['a', 0, 'b', 'c'], 0), 'c')
  assert.equal(callBuiltin('object.get', nested, ['a', 1, 'b'], 0), 0)
  assert.equal(callBuiltin('object.get', nested, ['a', 0, 'b', 'd'], 0), 0)
  assert.equal(callBuiltin('object.get', nested, ['a', 'b'], 0), 0)
  assert.equal(callBuiltin('object.get', nested, [], 0), nested)
})

test('attack: names of the prototype are keys like any other', () => {
  assert.equal(callBuiltin('object.get', {}, '__proto__', 0), 0)
  assert.equal(callBuiltin('object.get', {}, ['constructor', 'name'], 0), 0)
  const evil = JSON.parse('{"__proto__": {"admin": true}}') as Value
  const united = callBuiltin('object.union', { a: 1 }, evil)
  assert.deepEqual(Object.keys(united as object), ['a', '__proto__'])
  assert.equal((united as { admin?: unknown }).admin, undefined)
})

test('object.keys gives a set', () => {
  assert.equal(printValue(callBuiltin('object.keys', { b: 1, a: 2 }) ?? null), '{"a", "b"}')
})

test('object.filter keeps, object.remove leaves out; keys come in arrays, sets or objects', () => {
  const object = { a: 1, b: 2, c: 3 }
  for (const keys of [['a', 'x'], set('a', 'x'), { a: 0, x: 0 }]) {
    assert.deepEqual(callBuiltin('object.filter', object, keys), { a: 1 })
    assert.deepEqual(callBuiltin('object.remove', object, keys), { b: 2, c: 3 })
  }
  assert.equal(
    errorOf('object.remove', object, 'a'),
    'operand 2 must be one of {object, set, array} but got string',
  )
})

test('object.union is deep, and the right side wins', () => {
  assert.deepEqual(
    callBuiltin('object.union', { a: 1, c: { d: 3, e: [1] } }, { a: 7, c: { d: 4, f: 5 } }),
    { a: 7, c: { d: 4, e: [1], f: 5 } },
  )
})

test('object.union_n merges from left to right', () => {
  assert.deepEqual(callBuiltin('object.union_n', [{ a: { b: 2 } }, { a: 4 }, { a: { c: 3 } }]), {
    a: { c: 3 },
  })
  assert.deepEqual(callBuiltin('object.union_n', []), {})
  assert.equal(
    errorOf('object.union_n', [{}, 1]),
    'operand 1 must be array of objects but got array containing number',
  )
})

test('object.union_n is object.union, one after the other', () => {
  const object = fc.letrec<{ value: Value; object: Value }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.nat(3), tie('object')),
    object: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('value'), {
      noNullPrototype: true,
    }) as fc.Arbitrary<Value>,
  })).object
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), (objects) => {
      let folded: Value = {}
      for (const each of objects) folded = callBuiltin('object.union', folded, each) ?? null
      assert.equal(printValue(callBuiltin('object.union_n', objects) ?? null), printValue(folded))
    }),
    { numRuns: 100 },
  )
})

test('object.subset looks into objects, and at sets and arrays as wholes', () => {
  const holds = (whole: Value, part: Value) => callBuiltin('object.subset', whole, part)
  assert.equal(holds({ a: { b: set(1, 2), c: 3 } }, { a: { b: set(1) } }), true)
  assert.equal(holds({ a: 1 }, { a: 2 }), false)
  assert.equal(holds(set(1, 2), set(3)), false)
  assert.equal(holds([1, 1, 2, 1, 1, 3], [1, 1, 3]), true)
  assert.equal(holds([1, 2, 3], [1, 3]), false)
  assert.equal(holds([1, 2, 3], set(3, 1)), true)
  assert.equal(holds([1, 1], set(1, 2)), false)
  assert.equal(
    errorOf('object.subset', set(), []),
    'both arguments object.subset must be of the same type or array and set',
  )
})

test('attack: objects nested without end are refused, not a crash', () => {
  let deep: Value = {}
  for (let i = 0; i < 5000; i++) deep = { a: deep }
  assert.equal(errorOf('object.union', deep, deep), 'objects are nested too deeply')
  assert.equal(errorOf('object.subset', deep, deep), 'objects are nested too deeply')
})
