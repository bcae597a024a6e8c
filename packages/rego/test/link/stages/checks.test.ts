import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linked, refused } from '../linked.ts'

test('v1 has no rules and variables called input or data', () => {
  assert.deepEqual(refused('input := 1\np if { data := 1; data == 1 }'), [
    '1:1 rego_compile_error rules must not shadow input (use a different rule name)',
    '2:8 rego_compile_error variables must not shadow data (use a different variable name)',
  ])
  assert.ok(linked('p { input := 1; input == 1 }', { version: 'v0' }))
})

test('two imports have two names', () => {
  assert.deepEqual(refused('import data.foo\nimport data.bar as foo\np := foo'), [
    '2:1 rego_compile_error import must not shadow import data.foo',
  ])
  assert.ok(linked('import data.foo\nimport data.bar.foo as bar\np := foo if bar'))
})

test('print gives nothing that can be used', () => {
  assert.deepEqual(refused('p if { x := print("a") }'), [
    '1:13 rego_type_error print("a") used as value',
  ])
  assert.ok(linked('p if print("a")'))
})

test('rules of one name are of one kind', () => {
  const conflict = (name: string): RegExp => new RegExp(`conflicting rules data.test.${name} found`)
  assert.match(refused('p := 1\np contains 2').join(), conflict('p'))
  assert.match(refused('f(x) := x\nf(x, y) := y if x').join(), conflict('f'))
  assert.match(refused('p[x] := 1 if { x := 1 }\np := 2').join(), conflict('p'))
  assert.ok(linked('p[x] := 1 if { x := "a" }\np.b := 2'))
})

test('a complete document has no rules inside it', () => {
  assert.deepEqual(refused('p.q := 1\np.q.r := 2\np.q.s.t := 3'), [
    '1:1 rego_type_error rule data.test.p.q conflicts with:\n  rule data.test.p.q.r at 0.rego:3\n  rule data.test.p.q.s.t at 0.rego:4',
  ])
  assert.ok(linked('p.q := 1\np.r := 2'))
})

test('there is one default', () => {
  assert.deepEqual(refused('default p := 1\ndefault p := 2'), [
    '0:1 rego_type_error multiple default rules data.test.p found at 0.rego:2, 0.rego:3',
  ])
  assert.ok(linked('default p := 1\np := 2 if input.x'))
})

test('a package has not the name of a rule', () => {
  assert.match(
    refused('p := 1', {}, ['package test.p\nq := 2']).join(),
    /package test.p conflicts with rule p defined at 0.rego:2/,
  )
  assert.ok(linked('p := 1', {}, ['package test.q']))
})

test('functions that are called are there and take as many arguments', () => {
  assert.deepEqual(refused('p := foo(1)'), ['1:6 rego_type_error undefined function foo'])
  assert.deepEqual(refused('f(x) := x\np := f(1, 2)'), [
    '2:6 rego_type_error function data.test.f has arity 1, got 2 arguments',
  ])
  assert.deepEqual(refused('p := count()'), ['1:6 rego_type_error count: arity mismatch'])
  assert.ok(linked('f(x) := x\np := f(1)\nq if f(1, 1)'))
})

test('rules do not need themselves', () => {
  assert.deepEqual(refused('p := q\nq := r\nr := p'), [
    '1:1 rego_recursion_error rule data.test.p is recursive: data.test.p -> data.test.q -> data.test.r -> data.test.p',
    '2:1 rego_recursion_error rule data.test.q is recursive: data.test.q -> data.test.r -> data.test.p -> data.test.q',
    '3:1 rego_recursion_error rule data.test.r is recursive: data.test.r -> data.test.p -> data.test.q -> data.test.r',
  ])
  assert.match(refused('p := data.test').join(), /recursive/)
  assert.match(refused('p if data[x].p').join(), /recursive/)
  assert.ok(linked('p := data.other[input.x].p\nq := p'))
})

test('v1 and strict call nothing that is deprecated', () => {
  assert.deepEqual(refused('p if all([true])'), [
    '1:6 rego_type_error deprecated built-in function calls in expression: all',
  ])
  assert.ok(linked('p { all([true]) }', { version: 'v0' }))
})
