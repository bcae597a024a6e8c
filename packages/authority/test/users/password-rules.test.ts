import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkNewPassword } from '../../src/index.ts'

const judge = (password: string) => checkNewPassword(password, { username: 'alice' }).ok

test('AUTHN-01 fifteen characters are enough, fourteen are not, whatever they are made of', () => {
  assert.equal(judge('tarnished hinge'), true)
  assert.equal(judge('tarnished hing'), false)
  assert.equal(judge('🚪'.repeat(3) + '🔑🪟🧱🏰'.repeat(3)), true)
})

test('AUTHN-01 long passwords are taken whole, up to 1,024 bytes', () => {
  const long = 'correct horse battery '.repeat(46)
  assert.equal(judge(long), true)
  assert.equal(judge(`${long}${long}`), false)
})

test('AUTHN-01 twins in other normal forms are one password', () => {
  const [composed, decomposed] = ['caf\u00e9 sans fenêtres', 'cafe\u0301 sans fenêtres']
  const [a, b] = [composed, decomposed].map((text) => checkNewPassword(text, { username: 'alice' }))
  assert.ok(a?.ok && b?.ok)
  assert.equal(a.value, b.value)
})

test('AUTHN-02 what everybody guesses first is refused with its reason', () => {
  for (const guess of [
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    '1234567890123456',
    'alicealicealice',
    'password-alice-1',
    'qwertyqwertyqwerty',
  ]) {
    const checked = checkNewPassword(guess, { username: 'alice' })
    assert.ok(!checked.ok, guess)
    assert.ok(checked.refusal.length > 0)
  }
  assert.equal(judge('unlikely marble staircase'), true)
})
