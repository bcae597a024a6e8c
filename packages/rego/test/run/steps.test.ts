import assert from 'node:assert/strict'
import { test } from 'node:test'
import { step, stepBase } from '../../src/run/steps.ts'

test('in base documents a number finds the string of it, and a string the position it names', () => {
  assert.equal(stepBase({ 2: 'two' }, 2), 'two')
  assert.equal(stepBase(['a', 'b'], '1'), 'b')
  assert.equal(stepBase(['a', 'b'], 1), 'b')
})

test('elsewhere a number is no string, and nowhere is a string that names no position a step', () => {
  assert.equal(step({ 2: 'two' }, 2), undefined)
  assert.equal(step(['a', 'b'], '1'), undefined)
  for (const key of ['2', '-1', 'length', '', ' 1', '1.0', '1e0']) {
    assert.equal(stepBase(['a', 'b'], key), undefined, key)
  }
})
