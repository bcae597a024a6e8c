import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import { createTally } from '../../src/index.ts'

function open(maxKeys = 100) {
  const clock = settableClock(1_800_000_000_000)
  return { clock, tally: createTally({ windowSeconds: 60, clock, maxKeys }) }
}

test('the first is told at once, then one a window with how many there were', () => {
  const { clock, tally } = open()
  assert.equal(tally.note('a'), 1)
  for (let i = 0; i < 59; i += 1) {
    clock.advanceSeconds(1)
    assert.equal(tally.note('a'), undefined)
  }
  clock.advanceSeconds(1)
  assert.equal(tally.note('a'), 60)
  assert.equal(tally.note('a'), undefined)
  clock.advanceSeconds(600)
  assert.equal(tally.note('a'), 2)
})

test('keys are told apart, and beyond the most of them the oldest is told again', () => {
  const { tally } = open(2)
  for (const key of ['a', 'b']) assert.equal(tally.note(key), 1)
  for (const key of ['a', 'b']) assert.equal(tally.note(key), undefined)
  assert.equal(tally.note('c'), 1)
  assert.equal(tally.note('b'), undefined)
  assert.equal(tally.note('a'), 1)
})

test('a clock that is set back silences nothing', () => {
  const { clock, tally } = open()
  assert.equal(tally.note('a'), 1)
  clock.advanceSeconds(-3600)
  assert.equal(tally.note('a'), 1)
})
