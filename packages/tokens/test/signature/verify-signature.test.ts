import assert from 'node:assert/strict'
import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { verifySignature } from '../../src/signature/verify-signature.ts'
import { signWith } from '../forge-token.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed = generateKeyPairSync('ed25519')
const pairs: Record<string, { publicKey: KeyObject; privateKey: KeyObject }> = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  EdDSA: ed,
  Ed25519: ed,
}
const data = Buffer.from('header.payload')

for (const [alg, { publicKey, privateKey }] of Object.entries(pairs)) {
  test(`a signature of ${alg} is verified, and not another text, length or bit`, () => {
    const signature = signWith(alg, privateKey, data)
    assert.equal(verifySignature(alg, publicKey, data, signature), true)
    assert.equal(verifySignature(alg, publicKey, Buffer.from('header.other'), signature), false)
    assert.equal(verifySignature(alg, publicKey, data, signature.subarray(1)), false)
    assert.equal(verifySignature(alg, publicKey, data, Buffer.concat([signature, data])), false)
    assert.equal(verifySignature(alg, publicKey, data, Buffer.alloc(signature.length)), false)
    for (const at of [0, signature.length >> 1, signature.length - 1]) {
      const flipped = Buffer.from(signature)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      assert.equal(verifySignature(alg, publicKey, data, flipped), false)
    }
  })
}

test('A03 a signature verifies under its own algorithm only', () => {
  for (const [alg, { privateKey }] of Object.entries(pairs)) {
    const signature = signWith(alg, privateKey, data)
    const verifying = Object.keys(pairs).filter((other) =>
      Object.values(pairs).some(({ publicKey }) =>
        verifySignature(other, publicKey, data, signature),
      ),
    )
    // Two names of one algorithm; which of them a key has is the key source's to check.
    const expected = privateKey === ed.privateKey ? ['EdDSA', 'Ed25519'] : [alg]
    assert.deepEqual(verifying, expected)
  }
})

test('JWT-01 a key that is not a public one of the algorithm verifies nothing', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signature = signWith('ES256', privateKey, data)
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const secret = createSecretKey(Buffer.from('secret'))
  for (const key of [privateKey, secret, rsa.publicKey, ed.publicKey, weak.publicKey]) {
    assert.equal(verifySignature('ES256', key, data, signature), false)
  }
  assert.equal(
    verifySignature('RS256', weak.publicKey, data, signWith('RS256', weak.privateKey, data)),
    false,
  )
  for (const alg of ['none', 'HS256', 'es256', '', '__proto__']) {
    assert.equal(verifySignature(alg, publicKey, data, signature), false, alg)
  }
  assert.equal(verifySignature('ES256', publicKey, data, signature), true)
})
