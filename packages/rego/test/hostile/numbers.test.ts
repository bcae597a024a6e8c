import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../../src/compile.ts'

const module = `package p

members := count({x | some x in input.numbers})

calls if {
	some x in input.numbers
	next(x) == 0
}

next(x) := y if y := x + 1

twice := count({x | some x in array.concat(input.numbers, input.numbers)})
`

const count = 12_000
/** Whole numbers that are alike in their last 64 bits, by which JavaScript's tables tell them apart. */
const alike: unknown = JSON.parse(
  `[${Array.from({ length: count }, (_, i) => (i + 1) * 2 ** 100)}]`,
)

for (const emitter of ['javascript', 'closures'] as const) {
  test(`numbers chosen to fall in one place of a table cost no more than others (${emitter})`, () => {
    const policy = compile({ modules: { 'p.rego': module }, emitter })
    assert.ok(policy.ok, String(policy))
    const start = performance.now()
    assert.deepEqual(policy.evaluate('p/members', { numbers: alike }), {
      kind: 'defined',
      value: count,
    })
    assert.equal(policy.evaluate('p/calls', { numbers: alike }).kind, 'undefined')
    assert.ok(performance.now() - start < 1000, `${Math.round(performance.now() - start)} ms`)
    // The control: they are told apart, and found again.
    assert.deepEqual(policy.evaluate('p/twice', { numbers: alike }), {
      kind: 'defined',
      value: count,
    })
  })
}
