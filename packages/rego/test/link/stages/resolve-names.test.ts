import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linked, refused } from '../linked.ts'

test('names of rules and imports stand for their paths', () => {
  assert.equal(
    linked('import data.lib.x\nimport input.user as u\nq := 1\np if { x.y == u.name; q }'),
    'data.test.q = 1\ndata.test.p = true\n  data["lib"]["x"]["y"] = input["user"]["name"]\n  data["test"]["q"]',
  )
})

test('rules of other modules of the package have the same names', () => {
  assert.match(linked('p := q', {}, ['package test\nq := 1']), /= data\["test"\]\["q"\]/)
})

test('a declared variable hides a rule, in its body alone', () => {
  assert.equal(
    linked('x := 1\np := [x | x := 2]\nq := x'),
    [
      'data.test.x = 1',
      'data.test.p = __local1__',
      '  __local1__ = [__local0__ | __local0__ = 2]',
      'data.test.q = __local2__',
      '  __local2__ = data["test"]["x"]',
    ].join('\n'),
  )
})

test('arguments must not be called input or data', () => {
  assert.deepEqual(refused('f(input) := 1', { version: 'v0' }), [
    '1:1 rego_compile_error args must not shadow input (use a different variable name)',
  ])
  assert.ok(linked('f(inputs) := inputs'))
})

test('under strict an import must be used', () => {
  assert.deepEqual(refused('import data.a as b\np := 1', { strict: true }), [
    '1:1 rego_compile_error import data.a as b unused',
  ])
  assert.ok(linked('import data.a\np := a', { strict: true }))
  assert.ok(linked('import data.a\np := 1'))
})
