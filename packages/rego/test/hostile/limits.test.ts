import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../../src/compile.ts'

const runaways: { readonly [name: string]: string } = {
  'a product of loops':
    'p if { some a in xs; some b in xs; some c in xs; some d in xs; a + b + c + d < 0 }',
  'a range': 'p := numbers.range(0, 1000000000)',
  'a comprehension': 'p := count([1 | some a in xs; some b in xs; some c in xs])',
  'doubling text':
    'p := s if { s := concat("", [t | some a in xs; some b in xs; t := sprintf("%0999999d", [a])]) }',
}

for (const emitter of ['javascript', 'closures'] as const) {
  for (const [name, rule] of Object.entries(runaways)) {
    test(`fuel ends ${name} (${emitter})`, () => {
      const text = `package p\n\nxs := numbers.range(1, 1000)\n\nsmall := count(xs)\n\n${rule}\n`
      const policy = compile({ modules: { 'p.rego': text }, emitter, limits: { fuel: 200_000 } })
      assert.ok(policy.ok, String(policy))
      const outcome = policy.evaluate('p/p')
      assert.equal(outcome.kind, 'error')
      assert.ok(
        outcome.kind === 'error' && outcome.error.code === 'eval_fuel_error',
        outcome.kind === 'error' ? outcome.error.message : '',
      )
      // The control: within the limit the same policy answers.
      assert.deepEqual(policy.evaluate('p/small'), { kind: 'defined', value: 1000 })
    })
  }
}

test('a result that is too big or too deep is an error', () => {
  const text = 'package p\n\nwide := numbers.range(1, 5000)\n\ndeep := input'
  const policy = compile({
    modules: { 'p.rego': text },
    limits: { output: 1000, depth: 50 },
  })
  assert.ok(policy.ok)
  const wide = policy.evaluate('p/wide')
  assert.ok(wide.kind === 'error' && wide.error.code === 'eval_output_error')
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
  const deep = policy.evaluate('p/deep', nested(60))
  assert.ok(deep.kind === 'error' && deep.error.code === 'eval_depth_error')
  assert.equal(policy.evaluate('p/deep', nested(40)).kind, 'defined')
})

test('limits that are none are refused', () => {
  const modules = { 'p.rego': 'package p' }
  assert.throws(
    () => compile({ modules, limits: { fuel: 0 } }),
    /`limits.fuel` must be a whole number/,
  )
  assert.throws(
    () => compile({ modules, limits: { full: 1 } as never }),
    /there is no limit `full`/,
  )
  assert.ok(compile({ modules, limits: { fuel: 1 } }).ok)
})

/** Small in memory, endless to look at: each level holds the one below twice. */
function doubled(levels: number, bottom: unknown): unknown {
  let value = bottom
  for (let i = 0; i < levels; i++) value = [value, value]
  return value
}

const looks: { readonly [name: string]: string } = {
  compared: 'p if input.a == input.b',
  ordered: 'p if input.a < input.b',
  'put in a set': 'p := count({input.a, input.b})',
  printed: 'p := count(sprintf("%v", [input.a]))',
  'written as JSON': 'p := count(json.marshal(input.a))',
  found: 'p if input.a in [input.b]',
}

for (const emitter of ['javascript', 'closures'] as const) {
  for (const [name, rule] of Object.entries(looks)) {
    test(`a value that holds itself twice at every level is not ${name} for ever (${emitter})`, () => {
      const policy = compile({
        modules: { 'p.rego': `package p\n\n${rule}` },
        emitter,
        limits: { fuel: 300_000 },
      })
      assert.ok(policy.ok, String(policy))
      const outcome = policy.evaluate('p/p', { a: doubled(60, 1), b: doubled(60, 1) })
      assert.ok(
        outcome.kind === 'error' && outcome.error.code === 'eval_fuel_error',
        JSON.stringify(outcome),
      )
      // The control: few levels are looked at.
      const small = policy.evaluate('p/p', { a: doubled(8, 1), b: doubled(8, 2) })
      assert.notEqual(small.kind, 'error')
    })
  }
}
