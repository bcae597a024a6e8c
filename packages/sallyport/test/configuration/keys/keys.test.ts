import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, refusals } from '../../support/configurations.ts'

test('keys sign for 90 days and are published a day before, where nothing else is said', () => {
  const day = 86_400
  const usual = { rotateEverySeconds: 90 * day, publishAheadSeconds: day }
  assert.deepEqual(accepted({}).keys, usual)
  assert.deepEqual(accepted({ keys: {} }).keys, usual)
  assert.deepEqual(accepted({ keys: { rotateEvery: '30d', publishAhead: '15m' } }).keys, {
    rotateEverySeconds: 30 * day,
    publishAheadSeconds: 900,
  })
})

test('keys that come and go faster than verifiers learn of them are refused', () => {
  for (const keys of [
    { rotateEvery: '23h' },
    { rotateEvery: '367d' },
    { publishAhead: '14m' },
    { publishAhead: '31d' },
    { rotateEvery: '2d', publishAhead: '3d' },
  ]) {
    assert.match(refusals({ keys }).join(), /^`keys\.\w+` (must be from|is longer than)/)
  }
  assert.match(refusals({ keys: { rotateEverry: '90d' } }).join(), /did you mean `rotateEvery`/)
  accepted({ keys: { rotateEvery: '2d', publishAhead: '2d' } })
})
