import assert from 'node:assert/strict'
import { test } from 'node:test'
import { staticKeys } from '../../src/index.ts'
import { jwks } from '../forge-token.ts'

const [ec, rsa] = jwks.keys

test('a key is found by its kid for its own algorithm only', async () => {
  const keys = staticKeys(jwks)
  assert.equal((await keys.find('ec-1', 'ES256')).kind, 'found')
  assert.equal((await keys.find('rsa-1', 'RS256')).kind, 'found')
  assert.equal((await keys.find('ec-1', 'RS256')).kind, 'unknown')
  assert.equal((await keys.find('rsa-1', 'PS256')).kind, 'unknown')
  assert.equal((await keys.find('other', 'ES256')).kind, 'unknown')
  assert.equal((await keys.find('__proto__', 'ES256')).kind, 'unknown')
})

test('a set that cannot be meant so is thrown back', () => {
  assert.throws(() => staticKeys({ keys: [] }), /has no signature key/)
  assert.throws(() => staticKeys({ keys: [{ ...ec, use: 'enc' }] }), /has no signature key/)
  assert.throws(() => staticKeys({ keys: [{ ...ec }, { ...ec }] }), /two keys of the set/)
  assert.throws(() => staticKeys({ keys: [{ kty: 'oct', kid: 'k' }] }), /key 0 .*unsupported_key/)
  const withPrivate = { ...ec, d: 'AQAB' }
  assert.throws(() => staticKeys({ keys: [withPrivate] }), /key 0 .*private_key/)
  assert.doesNotThrow(() => staticKeys({ keys: [{ ...ec }, { ...rsa, use: 'enc' }] }))
})
