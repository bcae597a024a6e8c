import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import { Secret } from '../../src/world/secret.ts'

const value = 'correct horse battery staple'

test('a secret reveals its value only where `reveal` is called', () => {
  const secret = new Secret(value)
  assert.equal(secret.reveal(), value)
  const shown = [
    `${secret}`,
    String(secret),
    `a ${secret}`,
    JSON.stringify({ secret }),
    JSON.stringify([secret]),
    inspect({ deep: { secret } }),
    inspect(secret, { showHidden: true, depth: null }),
    format('%s %o %O %j', secret, secret, secret, secret),
    new Error(`wrong ${secret}`).message,
    Object.values(secret).join(),
  ]
  for (const text of shown) assert.ok(!text.includes('horse'), text)
  assert.equal(`${secret}`, '[secret]')
  assert.equal(JSON.stringify({ secret }), '{"secret":"[secret]"}')
  assert.equal(inspect(secret), '[secret]')
})

test('a copy of a secret loses the value instead of carrying it along', () => {
  const secret = new Secret(value)
  assert.ok(!inspect({ ...secret }, { showHidden: true }).includes('horse'))
  assert.ok(!inspect(structuredClone(secret), { showHidden: true }).includes('horse'))
})

test('a secret may hold bytes', () => {
  const secret = new Secret(new Uint8Array([1, 2]))
  assert.deepEqual(secret.reveal(), new Uint8Array([1, 2]))
  assert.equal(inspect(secret), '[secret]')
})
