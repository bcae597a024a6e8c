import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPasswordHasher, HasherBusy } from '../../src/index.ts'

const hasher = createPasswordHasher()

test('AUTHN-05 a hash names argon2id, 19 MiB and two passes, and has its own salt', async () => {
  const [a, b] = await Promise.all([hasher.hash('one password'), hasher.hash('one password')])
  assert.match(a, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(a, b)
})

test('AUTHN-01 the right password verifies in any normal form, one that differs at its end does not', async () => {
  const hash = await hasher.hash('caf\u00e9 sans fenêtres')
  assert.equal(await hasher.verify(hash, 'cafe\u0301 sans fenêtres'), true)
  assert.equal(await hasher.verify(hash, 'caf\u00e9 sans fenêtre'), false)
  assert.equal(await hasher.verify(hash, 'caf\u00e9 sans fenêtres '), false)
})

test('without a hash, or with one that is not ours, nothing verifies', async () => {
  assert.equal(await hasher.verify(undefined, 'anything'), false)
  assert.equal(await hasher.verify('$2b$10$abcdefghijklmnopqrstuv', 'anything'), false)
  assert.equal(await hasher.verify('', ''), false)
})

test('K10 the queue is bounded: what is beyond it is told so at once, what is in it is served', async () => {
  const small = createPasswordHasher({ concurrency: 1, maxWaiting: 2 })
  const asked = await Promise.allSettled(Array.from({ length: 6 }, () => small.hash('a password')))
  assert.equal(asked.filter((one) => one.status === 'fulfilled').length, 3)
  for (const one of asked) {
    if (one.status === 'rejected') assert.ok(one.reason instanceof HasherBusy)
  }
  assert.equal(await small.verify(await small.hash('again'), 'again'), true)
})
