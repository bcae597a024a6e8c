import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linked, refused } from '../linked.ts'

const order = (rules: string): string[] =>
  linked(rules)
    .split('\n')
    .slice(1)
    .map((line) => line.trim())

test('what binds comes before what reads', () => {
  assert.deepEqual(order('p if { x > 1; x = y; y = 2 }'), ['y = 2', 'x = y', 'gt(x, 1)'])
})

test('what can stay where it is stays', () => {
  assert.deepEqual(order('p if { input.a; x > 1; input.b; x = 2; input.c }'), [
    'input["a"]',
    'input["b"]',
    'x = 2',
    'input["c"]',
    'gt(x, 1)',
  ])
})

test('a comprehension waits for the variables that it shares', () => {
  assert.deepEqual(order('p if { y = [x | x = z]; z = 1; y }'), ['z = 1', 'y = [x | x = z]', 'y'])
})

test('a negated expression waits for all of its variables', () => {
  assert.deepEqual(order('p if { not x == 1; x = input.a }'), ['x = input["a"]', 'not { x = 1 }'])
  assert.deepEqual(refused('p if not x'), ['1:6 rego_unsafe_var_error var x is unsafe'])
})

test('a reference binds its steps', () => {
  assert.deepEqual(order('p if { i > 0; input.a[i] }'), ['input["a"][i]', 'gt(i, 0)'])
})

test('patterns bind part by part', () => {
  assert.deepEqual(order('p if { x > 1; [x, {"a": y}] = [y, {"a": 2}] }'), [
    '[x, {"a": y}] = [y, {"a": 2}]',
    'gt(x, 1)',
  ])
  assert.match(refused('p if { {x} = {1} }').join(), /var x is unsafe/)
  assert.match(refused('p if { {x: 1} = {"a": 1} }').join(), /var x is unsafe/)
})

test('an assignment does not bind backwards', () => {
  assert.match(refused('p if { x := y; x = 7 }').join(), /var y is unsafe/)
  assert.ok(linked('p if { x := y; y = 7; x == 7 }'))
})

test('variables of heads are bound in the body', () => {
  assert.deepEqual(refused('p := x'), ['1:6 rego_unsafe_var_error var x is unsafe'])
  assert.deepEqual(refused('p contains x if input.a'), [
    '1:12 rego_unsafe_var_error var x is unsafe',
  ])
  assert.ok(linked('f(x) := x'))
})

test('a rule is named where two start on a line', () => {
  assert.deepEqual(refused('p if { x == 2 } q if { true }'), [
    '1:8 rego_unsafe_var_error var x is unsafe in rule p',
  ])
})

test('a word that was not imported is hinted at', () => {
  assert.match(refused('p { x = if }', { version: 'v0' }).join(), /import future.keywords.if/)
})

test('every variable is told once, where it is first wanted', () => {
  assert.deepEqual(refused('p if { x == 1\n  x == y }'), [
    '1:8 rego_unsafe_var_error var x is unsafe',
    '2:3 rego_unsafe_var_error var y is unsafe',
  ])
})
