import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtinTable } from '../../../src/builtins/table.ts'
import { link } from '../../../src/link/link.ts'
import { linked, parsed, refused } from '../linked.ts'

const details = (rules: string): readonly string[] => {
  const result = link({ modules: parsed([`package test\n${rules}`]), builtins: builtinTable })
  return 'diagnostics' in result ? (result.diagnostics[0]?.details ?? []) : []
}

test('built-ins are given what they take', () => {
  assert.deepEqual(refused('p := sum(["a"])'), ['1:6 rego_type_error sum: invalid argument(s)'])
  assert.equal(details('p := sum(["a"])')[0], 'have: (array<string>, ???)')
  assert.ok(linked('p := sum([1, input.x])'))
})

test('what a rule gives is known where it is used', () => {
  assert.deepEqual(refused('a := "x"\np := a + 1'), [
    '2:6 rego_type_error plus: invalid argument(s)',
  ])
  assert.ok(linked('a := "x" if input.x\na := 1 if input.y\np := a + 1'))
})

test('functions take what their bodies can use', () => {
  assert.deepEqual(refused('f(x) := count(x)\np := f(5)'), [
    '2:6 rego_type_error data.test.f: invalid argument(s)',
  ])
  assert.ok(linked('f(x) := count(x)\np := f("a")'))
})

test('what can never be equal is a mistake', () => {
  assert.deepEqual(refused('p if { x := 1; x = "a" }'), ['1:16 rego_type_error match error'])
  assert.deepEqual(details('p if { x := 1; x = "a" }'), ['left  : number', 'right : string'])
  assert.ok(linked('p if { x := input.a; x = "a" }'))
})

test('a reference leads somewhere', () => {
  assert.deepEqual(refused('q := {"a": 1}\np := q.b'), [
    '2:6 rego_type_error undefined ref: data.test.q.b',
  ])
  assert.deepEqual(details('q := {"a": 1}\np := q.b'), [
    'data.test.q.b',
    '            ^',
    '            have: "b"',
    '            want (one of): ["a"]',
  ])
  assert.ok(linked('q := {"a": 1}\np := q[input.x]\nr := data.other.b'))
})

test('a function is called, and nothing else is', () => {
  assert.deepEqual(refused('f(x) := 1\np := f'), [
    '2:6 rego_type_error function data.test.f used as reference, not called',
  ])
  assert.deepEqual(refused('q := 1\np if q()'), [
    '2:6 rego_type_error undefined function data.test.q',
  ])
})

test('a mock takes what the function takes', () => {
  assert.deepEqual(refused('f(x) := 1\ng(x, y) := 1\np if f(1) with f as g'), [
    '3:11 rego_type_error data.test.f: arity mismatch',
  ])
  assert.ok(linked('f(x) := 1\ng(x) := 2\np if f(1) with f as g'))
})

test('a mistake in a comprehension is told where it is', () => {
  assert.deepEqual(refused('p := [1 | count(5) == 1]'), [
    '1:11 rego_type_error count: invalid argument(s)',
  ])
})
