import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseDuration } from '../../../src/configuration/read/read-duration.ts'

test('a duration is a whole number and one unit', () => {
  assert.equal(parseDuration('90s'), 90)
  assert.equal(parseDuration('10m'), 600)
  assert.equal(parseDuration('12h'), 43_200)
  assert.equal(parseDuration('30d'), 2_592_000)
})

test('anything else is no duration', () => {
  for (const text of [
    '',
    '0s',
    '10',
    'm',
    '1.5h',
    '-1m',
    '1w',
    '1M',
    ' 1m',
    '1m ',
    '1m1s',
    '1e3s',
  ]) {
    assert.equal(parseDuration(text), undefined)
  }
})

test('what is accepted is always a positive whole number of seconds', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,12}[smhd]$/)), (text) => {
      const seconds = parseDuration(text)
      assert.ok(seconds === undefined || (Number.isSafeInteger(seconds) && seconds > 0))
    }),
  )
})
