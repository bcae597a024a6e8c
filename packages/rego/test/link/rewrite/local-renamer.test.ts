import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linked, refused } from '../linked.ts'

test('a variable is declared once in a body, and before it is used', () => {
  assert.deepEqual(refused('p if { x := 1; x := 2 }'), [
    '1:16 rego_compile_error var x assigned above',
  ])
  assert.deepEqual(refused('p if { some x; some x; x = 1 }'), [
    '1:16 rego_compile_error var x declared above',
  ])
  assert.deepEqual(refused('p if { x = 1; x := 2 }'), [
    '1:15 rego_compile_error var x referenced above',
  ])
  assert.deepEqual(refused('f(x) if { x := 1 }'), ['1:11 rego_compile_error arg x redeclared'])
})

test('an inner body may declare a name again', () => {
  assert.equal(
    linked('p if { x := 1; [2] == [x | x := 2]; every x in [1] { x == 1 }; x == 1 }').includes(
      '[__local1__ | __local1__ = 2]',
    ),
    true,
  )
})

test('only names are assigned to', () => {
  assert.deepEqual(refused('p if { 1 := 2 }'), ['1:8 rego_compile_error cannot assign to number'])
  assert.deepEqual(refused('p if { input.x := 2 }'), [
    '1:8 rego_compile_error cannot assign to ref',
  ])
  assert.deepEqual(refused('p if { not x := 2 }'), [
    '1:8 rego_compile_error cannot assign vars inside negated expression',
  ])
  assert.ok(linked('p if { [x, {"a": y}] := input; x == y }'))
})

test('what is declared is used', () => {
  assert.deepEqual(refused('p if { some x, y; x = 1 }'), [
    '1:8 rego_compile_error declared var y unused',
  ])
  assert.deepEqual(refused('p if { every k, v in [1] { v == 1 } }'), [
    '1:28 rego_compile_error declared var k unused',
  ])
  assert.ok(linked('p if { some _, x in [1]; x == 1 }'))
})

test('under strict what is assigned is used, and arguments are', () => {
  assert.deepEqual(refused('p if { x := 1 }', { strict: true }), [
    '1:8 rego_compile_error assigned var x unused',
  ])
  assert.deepEqual(refused('f(x, y) := y', { strict: true }), [
    '1:1 rego_compile_error unused argument x. (hint: use _ (wildcard variable) instead)',
  ])
  assert.ok(linked('f(_, y) := z if { z := y }', { strict: true }))
})

test('a function that is called is not hidden by a variable', () => {
  assert.deepEqual(refused('p if { f := 1; x := f(1); x == f }\nf(x) := x'), [
    '1:21 rego_compile_error called function f shadowed',
  ])
  assert.ok(linked('p if { count := 1; count == 1 }'))
})

test('names that look generated are left alone', () => {
  assert.ok(!linked('p if { __local0__ = 1; x := 2; x == 2 }').includes('__local0__ = 2'))
})
