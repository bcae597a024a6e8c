import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { createSigner } from '../../src/index.ts'
import { verifySignature } from '../../src/signature/verify-signature.ts'
import { issuerKeys } from '../forge-token.ts'

const data = Buffer.from('data')

test('a signer signs what its public key verifies', () => {
  for (const [alg, pair] of [
    ['ES256', issuerKeys.ec],
    ['RS256', issuerKeys.rsa],
  ] as const) {
    const signature = createSigner('kid', alg, pair.privateKey).sign(data)
    assert.equal(verifySignature(alg, pair.publicKey, data, signature), true)
  }
})

test('a signer is refused a key that is not a private one of its algorithm', () => {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const message = /needs a private key of that algorithm/
  assert.throws(() => createSigner('kid', 'ES256', issuerKeys.ec.publicKey), message)
  assert.throws(() => createSigner('kid', 'ES256', issuerKeys.rsa.privateKey), message)
  assert.throws(() => createSigner('kid', 'ES256', p384.privateKey), message)
  assert.throws(() => createSigner('kid', 'RS256', weak.privateKey), message)
  assert.doesNotThrow(() => createSigner('kid', 'ES256', issuerKeys.ec.privateKey))
})

test('a signer shows no key', () => {
  const signer = createSigner('kid', 'ES256', issuerKeys.ec.privateKey)
  assert.equal(JSON.stringify(signer), '{"kid":"kid","alg":"ES256"}')
})
