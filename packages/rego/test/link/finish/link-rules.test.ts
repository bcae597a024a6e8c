import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agree } from '../../support/agree.ts'

function document(rules: string): unknown {
  const outcome = agree({ module: `package test\n\n${rules}\n`, input: {}, data: {} })
  assert.ok(outcome.kind === 'rows', JSON.stringify(outcome))
  return outcome.rows[0]?.x
}

test('a default gives nothing in an object that rules with variable steps make', () => {
  const rules = 'default p.a.b := 3\np.a[x] := 4 if x := "d"\nq := p.a.b\nr := p.a.d'
  assert.deepEqual(document(rules), { p: { a: { d: 4 } }, r: 4 })
})

test('a default at a fixed place stands beside rules at other fixed places', () => {
  const rules = 'default p.a.b := 3\np.a.b := 5 if false\np.a.c := 4\nq := p.a.b'
  assert.deepEqual(document(rules), { p: { a: { b: 3, c: 4 } }, q: 3 })
})
