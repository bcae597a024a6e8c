import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkNewPassword } from '@sallyport/authority'
import { secureRandom } from '@sallyport/protocol'
import { generatePassword } from '../../../src/cli/terminal/generate-password.ts'

test('a generated password is four groups of six, never the same, and passes our own rules', () => {
  const passwords = Array.from({ length: 200 }, () => generatePassword(secureRandom).reveal())
  assert.equal(new Set(passwords).size, 200)
  for (const password of passwords) {
    assert.match(password, /^[b-z2-9]{6}(-[b-z2-9]{6}){3}$/)
    assert.ok(checkNewPassword(password, { username: 'alice' }).ok)
  }
})

test('bytes that would favour some letters are thrown away', () => {
  const biased = (length: number) => Uint8Array.from({ length }, (_, i) => (i % 2 === 0 ? 255 : 0))
  assert.equal(generatePassword(biased).reveal(), 'bbbbbb-bbbbbb-bbbbbb-bbbbbb')
})
