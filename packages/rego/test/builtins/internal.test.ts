import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callBuiltin, errorOf, set } from './call-builtin.ts'

test('in looks at elements, members and values', () => {
  assert.equal(callBuiltin('internal.member_2', [1], [[1]]), true)
  assert.equal(callBuiltin('internal.member_2', 'a', set('a')), true)
  assert.equal(callBuiltin('internal.member_2', 'a', { x: 'a' }), true)
  assert.equal(callBuiltin('internal.member_2', 'x', { x: 'a' }), false)
  assert.equal(callBuiltin('internal.member_2', 'a', 'abc'), false)
})

test('in with a key looks at that place', () => {
  assert.equal(callBuiltin('internal.member_3', 0, 'a', ['a']), true)
  assert.equal(callBuiltin('internal.member_3', 1, 'a', ['a']), false)
  assert.equal(callBuiltin('internal.member_3', 'x', null, { x: null }), true)
  assert.equal(callBuiltin('internal.member_3', 'toString', null, {}), false)
  assert.equal(callBuiltin('internal.member_3', 'a', 'a', set('a')), true)
  assert.equal(callBuiltin('internal.member_3', 'a', 'b', set('a', 'b')), false)
  assert.equal(callBuiltin('internal.member_3', 'length', 1, 'a'), false)
})

test('template strings show values, and what is undefined', () => {
  assert.equal(
    callBuiltin('internal.template_string', ['a ', set('b'), 1, set([1, 'x']), set()]),
    'a b1[1, "x"]<undefined>',
  )
  assert.match(
    errorOf('internal.template_string', [set(1, 2)]) ?? '',
    /must not produce multiple outputs/,
  )
})

test('print and trace are true', () => {
  assert.equal(callBuiltin('print', 'a', 1), true)
  assert.equal(callBuiltin('internal.print', [set('a')]), true)
  assert.equal(callBuiltin('trace', 'a'), true)
  assert.equal(errorOf('trace', 1), 'operand 1 must be string but got number')
})
