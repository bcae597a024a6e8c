import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtinTable } from '../../src/builtins/table.ts'
import { link } from '../../src/link/link.ts'
import { linked, parsed, program, refused } from './linked.ts'

test('a program has its rules where their packages and names say', () => {
  const { root } = program('p.q := 1\ns contains 2\n', {}, ['package test.sub\nr := 3'])
  const node = root.children.get('test')
  assert.deepEqual([...(node?.children.keys() ?? [])].sort(), ['p', 's', 'sub'])
  assert.equal(node?.isPackage, true)
  assert.equal(node?.children.get('p')?.children.get('q')?.rules.length, 1)
  assert.equal(node?.children.get('s')?.rules[0]?.kind, 'set')
})

test('rules of one name keep the order of their modules and lines', () => {
  const { root } = program('p := 1 if input.a\np := 1 if input.b', {}, [
    'package test\np := 1 if input.c',
  ])
  const rules = root.children.get('test')?.children.get('p')?.rules ?? []
  assert.deepEqual(
    rules.map(({ module, location }) => `${module.name}:${location.row}`),
    ['0.rego:2', '0.rego:3', '1.rego:2'],
  )
  assert.deepEqual(
    rules.map(({ id }) => id),
    [0, 1, 2],
  )
})

test('steps of a head after the first that is no string stay with the rule', () => {
  const { root } = program('p.q[x].r := 1 if some x in ["a"]')
  const [rule] = root.children.get('test')?.children.get('p')?.children.get('q')?.rules ?? []
  assert.deepEqual(rule?.path, ['test', 'p', 'q'])
  assert.deepEqual(
    rule?.steps.map(({ kind }) => kind),
    ['local', 'constant'],
  )
})

test('an else follows its rule', () => {
  assert.equal(
    linked('p := 1 if input.a else := 2 if input.b else := 3'),
    'data.test.p = 1\n  input["a"]\nelse data.test.p = 2\n  input["b"]\nelse data.test.p = 3',
  )
})

test('values without references are one constant', () => {
  assert.equal(linked('p := [1, {"a": {2, 1}}]'), 'data.test.p = [1, {"a": {1, 2}}]')
})

test('keys of prototypes are keys like others', () => {
  assert.equal(
    linked('p := {"__proto__": 1, "constructor": 2}'),
    'data.test.p = {"__proto__": 1, "constructor": 2}',
  )
})

test('the first stage with mistakes is the last to run', () => {
  assert.deepEqual(refused('p if { x := 1; x := 2; foo(1) }'), [
    '1:16 rego_compile_error var x assigned above',
  ])
})

test('after ten mistakes the rest is not told', () => {
  const rules = Array.from({ length: 30 }, (_, i) => `p${i} := foo(${i})`).join('\n')
  const found = refused(rules)
  assert.equal(found.length, 11)
  assert.match(found[10] ?? '', /error limit reached/)
})

test('a thousand rules of one name are linked quickly', () => {
  const rules = Array.from({ length: 1000 }, (_, i) => `p if input.x == ${i}`).join('\n')
  const modules = parsed([`package test\n${rules}`])
  link({ modules, builtins: builtinTable })
  const before = process.cpuUsage()
  assert.ok('program' in link({ modules, builtins: builtinTable }))
  const { user } = process.cpuUsage(before)
  assert.ok(user < 300_000, `took ${user / 1000} ms`)
})

test('a body against the grain is put in order quickly', () => {
  const lines = Array.from({ length: 2000 }, (_, i) => `  x${i} = x${i + 1}`).join('\n')
  assert.ok(program(`p if {\n${lines}\n  x2000 = 1\n}`))
})

test('types that double with every line do not fill the memory', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `x${i + 1} := [x${i}, x${i}]`).join('\n')
  assert.ok(program(`x0 := input.a\n${lines}\np if x60 == x59`))
})
