import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linked, refused } from '../linked.ts'

const bodyOf = (rules: string, options = {}): string[] =>
  linked(rules, options)
    .split('\n')
    .slice(1)
    .map((line) => line.trim())

test('calls inside calls come first', () => {
  assert.deepEqual(bodyOf('p if count(split(input.x, ".")) > 1'), [
    '__local2__ = input["x"]',
    'split(__local2__, ".") = __local0__',
    'count(__local0__) = __local1__',
    'gt(__local1__, 1)',
  ])
})

test('what a negated call reads is read outside of it', () => {
  assert.deepEqual(bodyOf('p if not startswith(input.x, "a")'), [
    '__local0__ = input["x"]',
    'not { startswith(__local0__, "a") }',
  ])
})

test('what not and == read themselves is read inside', () => {
  assert.deepEqual(bodyOf('p if { not input.x; not input.y == 1 }'), [
    'not { input["x"] }',
    'not { input["y"] = 1 }',
  ])
})

test('a body after not keeps all that is read in it', () => {
  assert.deepEqual(bodyOf('import future.keywords.not\np if not startswith(input.x, "a")'), [
    'not { __local0__ = input["x"]; startswith(__local0__, "a") }',
  ])
})

test('computed parts of a head are bound at the end of the body', () => {
  assert.equal(
    linked('p[input.a] := [input.b] if input.c'),
    'data.test.p[__local0__] = __local1__\n  input["c"]\n  __local0__ = input["a"]\n  __local2__ = input["b"]\n  __local1__ = [__local2__]',
  )
})

test('every reads its domain outside', () => {
  assert.deepEqual(bodyOf('p if every k, v in input.xs { v > k }'), [
    '__local2__ = input["xs"]',
    'every __local0__, __local1__ in __local2__ { gt(__local1__, __local0__) }',
  ])
})

test('what a comprehension collects is bound in it', () => {
  assert.equal(
    bodyOf('p if count([x.y | x = input.xs]) > 0')[0],
    '__local2__ = [__local0__ | x = input["xs"]; __local0__ = x["y"]]',
  )
})

test('values of with are read in front', () => {
  assert.deepEqual(bodyOf('p if input.x with input.x as data.y'), [
    '__local0__ = data["y"]',
    'input["x"] with input.x as __local0__',
  ])
})

test('functions replace functions, and values do', () => {
  assert.deepEqual(
    bodyOf('f(x) := x\ng(x) := x\np if { f(1) with f as g; count([]) with count as 5 }').slice(2),
    ['data.test.f(1) with data.test.f as data.test.g', 'count([]) with count as 5'],
  )
})

test('with replaces documents and functions alone', () => {
  const target = 'with keyword target must reference existing input, data, or a function'
  assert.match(refused('p if input.x with foo as 1').join(), new RegExp(target))
  assert.match(
    refused('q := {"r": 1}\np if q with data.test.q.r as 1').join(),
    /cannot partially replace virtual document/,
  )
  assert.match(refused('p if q with walk as 1\nq := 1').join(), /must not be a relation/)
  assert.match(refused('p if q with internal.print as 1\nq := 1').join(), /internal function/)
})

test('template strings are calls with sets that may be empty', () => {
  assert.deepEqual(bodyOf('p if $"a {input.x} b" == "a 1 b"'), [
    '__local2__ = {__local0__ | __local0__ = input["x"]}',
    'internal.template_string(["a ", __local2__, " b"]) = __local1__',
    '__local1__ = "a 1 b"',
  ])
})

test('a template string uses what is declared', () => {
  assert.deepEqual(refused('p := $"{input[x]}"'), ['1:9 rego_compile_error var x is undeclared'])
})

test('print vanishes unless it is kept', () => {
  assert.equal(linked('p if print(input.x)'), 'data.test.p = true')
  assert.deepEqual(bodyOf('p if print(input.x)', { keepPrint: true }), [
    '__local1__ = {__local0__ | __local0__ = input["x"]}',
    'internal.print([__local1__])',
  ])
  assert.deepEqual(refused('p if print(x)', { keepPrint: true }), [
    '1:12 rego_compile_error var x is undeclared',
  ])
})

test('metadata stands where it is asked for', () => {
  assert.equal(
    linked('# METADATA\n# title: t\np := rego.metadata.rule()\nq := rego.metadata.chain()'),
    [
      'data.test.p = __local0__',
      '  __local0__ = {"scope": "rule", "title": "t"}',
      'data.test.q = __local1__',
      '  __local1__ = [{"path": ["test", "q"]}]',
    ].join('\n'),
  )
})
