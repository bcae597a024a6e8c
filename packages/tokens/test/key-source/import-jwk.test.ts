import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { importJwk } from '../../src/key-source/import-jwk.ts'
import { importKeySet } from '../../src/key-source/import-key-set.ts'
import { issuerKeys } from '../forge-token.ts'

const ec = { ...issuerKeys.ec.publicKey.export({ format: 'jwk' }), kid: 'ec' }
const rsa = { ...issuerKeys.rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' }

function verdict(jwk: unknown): string {
  const imported = importJwk(jwk)
  return imported.ok ? imported.value.alg : imported.refusal
}

test('a key without alg has the one algorithm of its kind', () => {
  const curve = (namedCurve: string) => ({
    ...generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' }),
    kid: 'k',
  })
  assert.equal(verdict(ec), 'ES256')
  assert.equal(verdict(rsa), 'RS256')
  assert.equal(verdict(curve('P-384')), 'ES384')
  assert.equal(verdict(curve('P-521')), 'ES512')
  const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  assert.equal(verdict({ ...ed, kid: 'k' }), 'EdDSA')
})

test('A03 a key with alg has that one, if it suits', () => {
  assert.equal(verdict({ ...rsa, alg: 'PS256' }), 'PS256')
  assert.equal(verdict({ ...ec, alg: 'ES256' }), 'ES256')
  for (const alg of ['ES384', 'RS256', 'none', 'HS256', 'ECDH-ES', '', null, 7, ['ES256']]) {
    assert.equal(verdict({ ...ec, alg }), 'wrong_algorithm', String(alg))
  }
})

test('a key for encryption is not one for signatures', () => {
  assert.equal(verdict({ ...ec, use: 'enc' }), 'not_for_signatures')
  assert.equal(verdict({ ...ec, use: null }), 'not_for_signatures')
  assert.equal(verdict({ ...ec, key_ops: ['encrypt'] }), 'not_for_signatures')
  assert.equal(verdict({ ...ec, key_ops: 'verify' }), 'not_for_signatures')
  assert.equal(verdict({ ...ec, use: 'sig', key_ops: ['verify'] }), 'ES256')
})

test('a private or a secret key is refused wherever it is published', () => {
  assert.equal(
    verdict({ ...issuerKeys.ec.privateKey.export({ format: 'jwk' }), kid: 'k' }),
    'private_key',
  )
  assert.equal(verdict({ ...rsa, p: 'AQAB' }), 'private_key')
  assert.equal(verdict({ kty: 'oct', k: 'c2VjcmV0', kid: 'k' }), 'private_key')
  assert.equal(verdict({ ...ec, d: null }), 'private_key')
  assert.equal(verdict(ec), 'ES256')
})

test('a key that nobody can name is refused', () => {
  for (const kid of [undefined, null, '', 7, 'k'.repeat(257)]) {
    assert.equal(verdict({ ...ec, kid }), 'no_kid')
  }
  assert.equal(verdict({ ...ec, kid: 'k'.repeat(256) }), 'ES256')
})

test('a weak, broken or unknown kind of key is refused', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
    format: 'jwk',
  })
  const k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({
    format: 'jwk',
  })
  const ed448 = generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' })
  const bad = [
    { ...short, kid: 'k' },
    { ...k1, kid: 'k' },
    { ...ed448, kid: 'k' },
    { ...rsa, e: 'AQ' },
    { ...rsa, n: `${'_'.repeat(1800)}w` },
    { ...ec, x: ec.y, y: ec.x },
    { ...ec, x: undefined },
    { ...ec, x: 7 },
    { ...ec, crv: 'P-384' },
    { ...ec, kty: 'oct' },
    { ...ec, kty: undefined },
    { kid: 'k' },
  ]
  for (const jwk of bad)
    assert.equal(verdict(jwk), 'unsupported_key', JSON.stringify(jwk).slice(0, 80))
  for (const value of [null, 'text', 7, [ec]]) assert.equal(verdict(value), 'not_a_key')
  assert.equal(verdict(rsa), 'RS256')
})

test('a set serves the keys that can be used, and neither of two that share a kid', () => {
  const twin = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
    format: 'jwk',
  })
  const bad = { kty: 'unknown', kid: 'other' }
  const encryption = { ...rsa, kid: 'ec', use: 'enc' }
  assert.deepEqual([...importKeySet([bad, ec, null, rsa, encryption]).keys()], ['ec', 'rsa'])
  assert.deepEqual([...importKeySet([ec, rsa, { ...twin, kid: 'ec' }]).keys()], ['rsa'])
  assert.deepEqual([...importKeySet([ec, ec, ec, rsa]).keys()], ['rsa'])
})
