import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, secureRandom } from '@sallyport/protocol'
import {
  deriveSealingKey,
  isSealedUnder,
  openPrivateKey,
  sealPrivateKey,
} from '../../src/keys/seal-private-key.ts'
import { issuerKeys } from '../forge-token.ts'

const { privateKey } = issuerKeys.ec
const sealingKey = deriveSealingKey(new Secret('the secret of the configuration'))
const sealed = sealPrivateKey(privateKey, 'kid-1', sealingKey, secureRandom)

test('what is sealed opens to the same key', () => {
  assert.ok(openPrivateKey(sealed, 'kid-1', [sealingKey]).equals(privateKey))
})

test('sealing the same key twice gives two texts, neither with the key in it', () => {
  const again = sealPrivateKey(privateKey, 'kid-1', sealingKey, secureRandom)
  assert.notEqual(again, sealed)
  const d = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
  assert.equal(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').includes(d), false)
})

test('another secret, another kid or any changed character does not open it, and says what to do', () => {
  const message = /^Error: the configuration's secret does not open the signing keys/
  const other = deriveSealingKey(new Secret('another secret'))
  assert.throws(() => openPrivateKey(sealed, 'kid-1', [other]), message)
  assert.throws(() => openPrivateKey(sealed, 'kid-2', [sealingKey]), message)
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    assert.throws(() => openPrivateKey(changed, 'kid-1', [sealingKey]), message)
  }
  for (const text of [
    '',
    'v1',
    'v1..',
    'v2.a.b',
    `${sealed}.`,
    `${sealed}A`,
    sealed.slice(0, -4),
  ]) {
    assert.throws(() => openPrivateKey(text, 'kid-1', [sealingKey]), message, text)
  }
  assert.doesNotThrow(() => openPrivateKey(sealed, 'kid-1', [sealingKey]))
})

test('the sealing key shows itself nowhere', () => {
  assert.equal(JSON.stringify({ sealingKey }), '{"sealingKey":"[secret]"}')
})

test('what is sealed under any of several secrets opens, and says under which it is', () => {
  const other = deriveSealingKey(new Secret('another secret'))
  const sealed = sealPrivateKey(privateKey, 'kid-1', other, secureRandom)
  assert.ok(openPrivateKey(sealed, 'kid-1', [sealingKey, other]).equals(privateKey))
  assert.equal(isSealedUnder(sealed, 'kid-1', other), true)
  assert.equal(isSealedUnder(sealed, 'kid-1', sealingKey), false)
  assert.throws(() => openPrivateKey(sealed, 'kid-1', []), /previousSecrets/)
})
