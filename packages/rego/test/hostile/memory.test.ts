import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../../src/compile.ts'

const made: { readonly [name: string]: string } = {
  lists: '[a, b]',
  sets: '{a, b}',
  objects: '{a: b}',
  'objects with keys of any kind': '{1: a, 2: b}',
}
const names = Array.from({ length: 100 }, (_, i) => `name${i}`)

for (const emitter of ['javascript', 'closures'] as const) {
  for (const [name, term] of Object.entries(made)) {
    test(`${name} that are made count more than a step (${emitter})`, () => {
      const rule = `p := count([x | some a in input.names; some b in input.names; x := ${term}])`
      const policy = compile({ modules: { 'p.rego': `package p\n\n${rule}\n` }, emitter })
      assert.ok(policy.ok, String(policy))
      const outcome = policy.evaluate('p/p', { names }, { limits: { fuel: 19_000 } })
      assert.ok(outcome.kind === 'error')
      assert.equal(outcome.error.code, 'eval_fuel_error')
      assert.deepEqual(policy.evaluate('p/p', { names }), { kind: 'defined', value: 10_000 })
    })
  }
}
