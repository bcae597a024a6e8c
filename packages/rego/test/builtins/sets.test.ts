import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printValue } from '../../src/values/print.ts'
import type { Value } from '../../src/values/value.ts'
import { callBuiltin, errorOf, set } from './call-builtin.ts'

function printed(name: string, ...args: Value[]): string {
  return printValue(callBuiltin(name, ...args) ?? null)
}

test('and, or, minus and set_diff are the operations on two sets', () => {
  const a = set(1, 2, [3])
  const b = set(2, [3], 4)
  assert.equal(printed('and', a, b), '{2, [3]}')
  assert.equal(printed('or', a, b), '{1, 2, 4, [3]}')
  assert.equal(printed('minus', a, b), '{1}')
  assert.equal(printed('set_diff', a, b), '{1}')
})

test('intersection and union take a set of sets, which may be empty', () => {
  assert.equal(printed('intersection', set(set(1, 2), set(2, 3))), '{2}')
  assert.equal(printed('union', set(set(1, 2), set(2, 3))), '{1, 2, 3}')
  assert.equal(printed('intersection', set()), 'set()')
  assert.equal(printed('union', set()), 'set()')
})

test('operations on sets refuse all else', () => {
  assert.equal(errorOf('and', set(), []), 'operand 2 must be set but got array')
  assert.equal(errorOf('or', 1, set()), 'operand 1 must be set but got number')
  assert.equal(errorOf('union', set([1])), 'operand 1 must be set but got array')
  assert.equal(errorOf('minus', set(), 1), 'operand 2 must be set but got number')
  assert.equal(errorOf('minus', 1, set()), 'operand 2 must be number but got set')
  assert.equal(errorOf('minus', 'a', 1), 'operand 1 must be one of {number, set} but got string')
})
