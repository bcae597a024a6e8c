import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agree } from '../support/agree.ts'

function document(rules: string, input?: unknown): unknown {
  const outcome = agree({ module: `package test\n\n${rules}\n`, input, data: {} })
  assert.ok(outcome.kind === 'rows', JSON.stringify(outcome))
  return outcome.rows[0]?.x
}

test('a place below variable steps that no rule answers for is undefined, no empty set or object', () => {
  const rules = `
    p[x] contains 1 if x := "k"
    p[x].y contains 2 if x := "deep"
    known := p.k
    unknown := p.zz
    below := p.zz.y
    counted := count(p.zz)
    none if not p.zz`
  assert.deepEqual(document(rules), { p: { k: [1], deep: { y: [2] } }, known: [1], none: true })
})

test('a set at a fixed place is empty where no rule answers, but not beside variable steps', () => {
  assert.deepEqual(document('p.a contains 1 if false\nq := p.a'), { p: { a: [] }, q: [] })
  const beside = 'p.a contains 1 if false\np[x] contains 2 if x := "b"\nq := p.a'
  assert.deepEqual(document(beside), { p: { b: [2] } })
})

test('an object of variable steps itself is empty, and undefined in one of more such steps', () => {
  assert.deepEqual(document('p.a[x].c := 1 if { x := "b"; false }\nq := p.a\nr := p.a.b'), {
    p: { a: {} },
    q: {},
  })
  const above = 'p.a[x] := 1 if { x := "b"; false }\np[x].c := 2 if x := "b"\nq := p.a'
  assert.deepEqual(document(above), { p: { b: { c: 2 } } })
})

test('many rules for a set below variable steps, and one by an index, keep to that', () => {
  const rules = Array.from(
    { length: 20 },
    (_, i) => `p[x] contains ${i} if { x := "k"; input.n == ${i} }`,
  )
  const module = [...rules, 'q := p.k', 'r := p.zz'].join('\n')
  assert.deepEqual(document(module, { n: 3 }), { p: { k: [3] }, q: [3] })
  assert.deepEqual(document(module, { n: 30 }), { p: {} })
})
