import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkTimes } from '../../src/access-token/check-times.ts'
import { goodClaims, now } from '../forge-token.ts'

const check = (claims: object, leeway = 30) => checkTimes({ ...goodClaims, ...claims }, now, leeway)

test('AT-03 a token serves until its end and the leeway, and not a second longer', () => {
  assert.equal(check({ exp: now + 1 }), undefined)
  assert.equal(check({ exp: now - 29 }), undefined)
  assert.equal(check({ exp: now - 30 }), 'expired')
  assert.equal(check({ exp: now - 31 }), 'expired')
  assert.equal(check({ exp: now }, 0), 'expired')
  assert.equal(check({ exp: now + 0.5 }, 0), undefined)
})

test('a token from the future is refused beyond the leeway, which 10 seconds are within and 60 are not', () => {
  for (const name of ['iat', 'nbf']) {
    const from = (seconds: number) => check({ [name]: now + seconds, exp: now + 600 })
    assert.equal(from(0), undefined)
    assert.equal(from(10), undefined)
    assert.equal(from(30), undefined)
    assert.equal(from(31), 'not_yet_valid')
    assert.equal(from(61), 'not_yet_valid')
  }
})

test('A13 an end that lies ten years ahead, in milliseconds most likely, is nonsense', () => {
  assert.equal(check({ exp: now + 10 * 366 * 86_400 }), undefined)
  assert.equal(check({ exp: now + 10 * 366 * 86_400 + 1 }), 'bad_claim')
  assert.equal(check({ exp: (now + 600) * 1000 }), 'bad_claim')
  assert.equal(check({ iat: now * 1000, exp: now + 600 }), 'bad_claim')
})

test('a token that ends before it begins is nonsense', () => {
  assert.equal(check({ iat: now + 10, exp: now + 10 }), 'bad_claim')
  assert.equal(check({ iat: now + 10, exp: now + 5 }), 'bad_claim')
  assert.equal(check({ iat: now + 10, exp: now + 11 }), undefined)
})

test('a sign-in in the future is nonsense', () => {
  assert.equal(check({ auth_time: now + 31 }), 'bad_claim')
  assert.equal(check({ auth_time: now + 30 }), undefined)
})

test('what is not a number never passes for a time', () => {
  for (const name of ['exp', 'iat', 'nbf', 'auth_time']) {
    assert.notEqual(check({ [name]: Number.NaN }), undefined, name)
  }
  assert.equal(check({}), undefined)
})
