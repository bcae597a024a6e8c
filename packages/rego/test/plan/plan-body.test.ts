import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agree } from '../support/agree.ts'

const input = { a: [1, 2] }
const data = { list: [1, 2] }

test('`with` on a step that is no string is an error once it is reached', () => {
  for (const target of ['input.a[0]', 'data.list[0]', 'input[data.list]']) {
    const module = `package test\n\np if { input.a[i] == 2; i > 0; true with ${target} as 3 }`
    const outcome = agree({ module, input, data })
    assert.ok(outcome.kind === 'error', target)
    assert.match(outcome.error.message, /eval_conflict_error: bad document path/)
    assert.deepEqual(agree({ module, input: { a: [1] }, data }), {
      kind: 'rows',
      rows: [{ x: {} }],
    })
  }
})

test('`with` on names replaces what they lead to', () => {
  const module = 'package test\n\np := x if { x := input.a with input["a"] as 3 }'
  assert.deepEqual(agree({ module, input, data }), { kind: 'rows', rows: [{ x: { p: 3 } }] })
})
