import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accept, type Result, refuse } from '../src/result.ts'

function half(n: number): Result<number, 'odd'> {
  return n % 2 === 0 ? accept(n / 2) : refuse('odd')
}

test('an accepted value and a refusal are told apart by `ok`', () => {
  assert.deepEqual(half(4), { ok: true, value: 2 })
  assert.deepEqual(half(3), { ok: false, refusal: 'odd' })
})
