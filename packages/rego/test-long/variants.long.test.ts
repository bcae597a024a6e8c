import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../src/compile.ts'
import { agree } from '../test/support/agree.ts'
import { randomProgram } from '../test/support/random-program.ts'
import { wideProgram } from '../test/support/wide-program.ts'

test('both emitters agree, with and without index and early exit', () => {
  const kinds = { rows: 0, error: 0, refused: 0 }
  for (let seed = 0; seed < 60; seed++) {
    const program = randomProgram(seed)
    // The type checker finds some of them nonsense.
    if (!compile({ modules: { 'test.rego': program.module } }).ok) kinds.refused++
    else kinds[agree(program).kind]++
  }
  // Enough of them come to an answer: the comparison is not one of errors.
  assert.ok(kinds.rows > 15, JSON.stringify(kinds))
})

test('both emitters agree about programs of several packages', () => {
  const kinds = { rows: 0, error: 0, refused: 0 }
  for (let seed = 0; seed < 120; seed++) {
    const { version, modules, input, data } = wideProgram(seed)
    const outcomes = (['javascript', 'closures'] as const).map((emitter) => {
      const policy = compile({ modules, data, regoVersion: version, emitter })
      return policy.ok ? policy.query('x = data.test; y = data.lib', input) : undefined
    })
    const [first, second] = outcomes.map((outcome) =>
      outcome?.kind === 'error' ? outcome.error.code : outcome,
    )
    assert.deepEqual(first, second, `seed ${seed}`)
    kinds[outcomes[0]?.kind ?? 'refused']++
  }
  assert.ok(kinds.rows > 20, JSON.stringify(kinds))
})

test('an index changes no answer for rules that compare with constants', () => {
  const rules = Array.from({ length: 40 }, (_, i) => {
    const condition = [
      `input.method == "m${i % 5}"`,
      `input.path = ["a", "p${i % 7}", _]`,
      `"m${i % 5}" == input.method; input.path[1] == "p${i % 7}"`,
      `input.n == ${i % 4}`,
      'input.method != "m1"',
    ][i % 5]
    return `hits contains ${i} if { ${condition} }`
  })
  const module = ['package test', ...rules].join('\n')
  const sizes = new Set<number>()
  for (const method of ['m0', 'm1', 'm4', 'zz', 1, null]) {
    for (const path of [['a', 'p0', 'x'], ['a', 'p3', 'x'], ['a'], 'a', { 1: 'p1' }]) {
      const outcome = agree({ module, data: {}, input: { method, path, n: 2 } })
      assert.ok(outcome.kind === 'rows')
      const x = outcome.rows[0]?.x as { hits: unknown[] } | undefined
      sizes.add(x?.hits.length ?? 0)
    }
  }
  assert.ok(sizes.size > 4, 'the inputs tell the rules apart')
})
