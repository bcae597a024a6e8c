import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nowSeconds, settableClock, systemClock } from '../../src/world/clock.ts'

test('a settable clock stands still until it is set or advanced', () => {
  const clock = settableClock(1_000)
  assert.equal(clock.nowMs(), 1_000)
  assert.equal(clock.nowMs(), 1_000)
  clock.advanceSeconds(2)
  assert.equal(clock.nowMs(), 3_000)
  clock.setMs(500)
  assert.equal(clock.nowMs(), 500)
})

test('seconds are whole and never ahead of the clock', () => {
  assert.equal(nowSeconds(settableClock(1_999)), 1)
  assert.equal(nowSeconds(settableClock(2_000)), 2)
})

test('the system clock is the time of the machine', () => {
  const before = Date.now()
  const seen = systemClock.nowMs()
  assert.ok(before <= seen && seen <= Date.now())
})
