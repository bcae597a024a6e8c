import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secureRandom } from '@sallyport/protocol'
import { formatUserCode, makeUserCode, parseUserCode } from '../../src/device/user-code.ts'

test('a user code is eight letters that no word and no digit is made of, each as likely', () => {
  const counts = new Map<string, number>()
  for (let i = 0; i < 5000; i += 1) {
    const code = makeUserCode(secureRandom)
    assert.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/)
    assert.equal(parseUserCode(formatUserCode(code)), code)
    for (const letter of code) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  assert.equal(counts.size, 20)
  for (const count of counts.values()) assert.ok(count > 1700 && count < 2300)
})

test('bytes that would favour some letters are passed over', () => {
  let next = 240
  const random = (length: number) => Uint8Array.from({ length }, () => next++ & 255)
  assert.equal(makeUserCode(random), 'BCDFGHJK')
})

test('a code is read whatever its case, dashes and spaces, and only if it can be one', () => {
  for (const typed of [
    'WDJB-MJHT',
    'wdjb-mjht',
    'WDJBMJHT',
    ' wdjb mjht ',
    'W-D-J-B-M-J-H-T',
    'WDJB–MJHT',
  ]) {
    assert.equal(parseUserCode(typed), 'WDJBMJHT')
  }
  for (const typed of [
    undefined,
    '',
    'WDJB',
    'WDJB-MJHA',
    'WDJB-MJH1',
    '"><script>',
    'W'.repeat(9),
    `WDJBMJHT${' '.repeat(40)}`,
  ]) {
    assert.equal(parseUserCode(typed), undefined)
  }
})
