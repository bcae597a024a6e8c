import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkedQuery, program, refusedQuery } from './linked.ts'

test('a query shows its variables under their names', () => {
  assert.deepEqual(linkedQuery('x := 1; some y in [x]; _ = y').shown, ['x', 'y'])
})

test('variables of comprehensions and of what is negated are not shown', () => {
  assert.deepEqual(linkedQuery('a = [b | b = 1]; every c in a { c == 1 }').shown, ['a'])
})

test('== stays a call, which may say false', () => {
  assert.equal(linkedQuery('input.x == 1').body, '__localq0__ = input["x"]; equal(__localq0__, 1)')
})

test('a query is put in order', () => {
  assert.equal(linkedQuery('x > 1; x = 2').body, 'x = 2; gt(x, 1)')
  assert.deepEqual(refusedQuery('x > 1'), ['var x is unsafe'])
})

test('a query knows the rules of the program', () => {
  assert.equal(linkedQuery('data.test.f(1, x)', 'f(x) := x').body, 'data.test.f(1) = x')
  assert.deepEqual(refusedQuery('data.test.g(1)', 'f(x) := x'), ['undefined function data.test.g'])
  assert.deepEqual(refusedQuery('data.test.q.b', 'q := {"a": 1}'), ['undefined ref: data.test.q.b'])
})

test('a query may be asked within a package', () => {
  const [module] = program('q := 1').modules
  assert.ok(module !== undefined)
  const options = { package: module.package }
  assert.equal(linkedQuery('q', 'q := 1', options).body, 'data["test"]["q"]')
})

test('a query declares a name once', () => {
  assert.deepEqual(refusedQuery('x := 1; x := 2'), ['var x assigned above'])
})
