import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { weekdays } from '../../src/decision/decision-input.ts'
import { localTimeIn } from '../../src/decision/local-time.ts'

test('the wall clock is read in the zone asked for', () => {
  const ms = Date.parse('2026-03-01T23:30:00Z')
  assert.deepEqual(localTimeIn('UTC')(ms), { time: '23:30', weekday: 'sunday' })
  assert.deepEqual(localTimeIn('Europe/Berlin')(ms), { time: '00:30', weekday: 'monday' })
  assert.deepEqual(localTimeIn('Asia/Kathmandu')(ms), { time: '05:15', weekday: 'monday' })
})

test('midnight is 00:00 and an hour has two digits, so that times compare as text', () => {
  const utc = localTimeIn('UTC')
  assert.equal(utc(Date.parse('2026-03-02T00:00:00Z')).time, '00:00')
  assert.equal(utc(Date.parse('2026-03-02T09:05:59.999Z')).time, '09:05')
})

test('summer time begins and ends with the zone', () => {
  const berlin = localTimeIn('Europe/Berlin')
  assert.equal(berlin(Date.parse('2026-03-29T00:59:00Z')).time, '01:59')
  assert.equal(berlin(Date.parse('2026-03-29T01:00:00Z')).time, '03:00')
  assert.equal(berlin(Date.parse('2026-10-25T00:59:00Z')).time, '02:59')
  assert.equal(berlin(Date.parse('2026-10-25T01:00:00Z')).time, '02:00')
})

test('one reader follows the clock forwards and backwards', () => {
  const utc = localTimeIn('UTC')
  const nine = Date.parse('2026-03-02T09:00:00Z')
  assert.equal(utc(nine).time, '09:00')
  assert.equal(utc(nine + 59_999).time, '09:00')
  assert.equal(utc(nine + 60_000).time, '09:01')
  assert.equal(utc(nine - 1).time, '08:59')
})

test('in UTC, time and weekday are those of the date', () => {
  const utc = localTimeIn('UTC')
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 12), max: 4 * 10 ** 12 }), (ms) => {
      const date = new Date(ms)
      assert.deepEqual(utc(ms), {
        time: date.toISOString().slice(11, 16),
        weekday: weekdays[date.getUTCDay()],
      })
    }),
  )
})

test('a zone that nobody knows is misuse', () => {
  for (const zone of ['Mars/Olympus', '', '+25:00', '__proto__']) {
    assert.throws(() => localTimeIn(zone), RangeError, zone)
  }
  assert.ok(localTimeIn('America/New_York'))
})

test('a time that is no time throws instead of reading a clock', () => {
  assert.throws(() => localTimeIn('UTC')(Number.NaN), RangeError)
})
