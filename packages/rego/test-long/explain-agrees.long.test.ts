import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Coverage } from '../src/explain/coverage.ts'
import { explainer } from '../src/explain/explain.ts'
import { compile } from '../src/index.ts'
import { randomProgram } from '../test/support/random-program.ts'

test('to explain or to watch a policy changes no outcome, and never throws', () => {
  let compared = 0
  for (let seed = 1; seed <= 40; seed++) {
    const { module, input, data } = randomProgram(seed)
    const policy = compile({ modules: { 'test.rego': module }, data })
    // The types of a made-up program may be wrong.
    if (!policy.ok) continue
    const explain = explainer(policy)
    const coverage = new Coverage()
    const watched = policy.watch(coverage)
    const [{ package: within } = { package: undefined }] = policy.parts.program.modules
    const start = within?.path.kind === 'ref' ? within.path.path : []
    const path = start.map((step) => (step.kind === 'string' ? step.value : ''))
    const names = policy.parts.program.root.children.get(path[0] ?? '')?.children.keys() ?? []
    for (const name of names) {
      const expected = policy.evaluate([...path, name], input)
      const { outcome, closest } = explain([...path, name], input)
      assert.deepEqual(outcome, expected, `seed ${seed}, ${name}`)
      assert.deepEqual(watched.evaluate([...path, name], input), expected)
      if (outcome.kind === 'undefined') for (const { expression } of closest) assert.ok(expression)
      compared++
    }
    const report = coverage.report(policy.parts.program.modules, watched.plan.expressions)
    assert.ok(report.coverage >= 0 && report.coverage <= 100)
  }
  assert.ok(compared > 20, `only ${compared} rules were compared`)
})
