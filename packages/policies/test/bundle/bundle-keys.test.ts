import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { type BundleKey, checkKeys, type SignatureAlgorithm } from '../../src/bundle/bundle-keys.ts'
import { ecKey, hmacKey, rsaKey } from '../support/fixtures.ts'

const ecOf = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const pem = ({ publicKey }: ReturnType<typeof ecOf>) =>
  String(publicKey.export({ format: 'pem', type: 'spki' }))

test('keys are taken with the algorithm that they are for, and have a name each', () => {
  const secret = new Secret('a-shared-secret-of-32-characters')
  const checked = checkKeys([
    rsaKey,
    { ...ecKey, keyId: 'ec' },
    { ...hmacKey, keyId: 'hmac', key: secret },
    { ...rsaKey, keyId: 'pss', algorithm: 'PS256' },
    { keyId: 'p384', algorithm: 'ES384', key: pem(ecOf('P-384')) },
  ])
  assert.deepEqual(
    checked.map(({ keyId, algorithm }) => [keyId, algorithm]),
    [
      ['default', 'RS256'],
      ['ec', 'ES256'],
      ['hmac', 'HS256'],
      ['pss', 'PS256'],
      ['p384', 'ES384'],
    ],
  )
})

const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
const smallPem = String(small.publicKey.export({ format: 'pem', type: 'spki' }))
const { privateKey } = ecOf('P-256')
const privatePem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }))

for (const [name, key, message] of [
  ['a public key as a shared secret', { ...rsaKey, algorithm: 'HS256' }, /PEM/],
  ['a shared secret that is short', { ...hmacKey, key: 'secret' }, /too short: HS256 needs 32/],
  ['a shared secret for RSA', { ...hmacKey, algorithm: 'RS256' }, /no public key/],
  ['an RSA key for ECDSA', { ...rsaKey, algorithm: 'ES256' }, /must be of the curve/],
  ['an ECDSA key for RSA', { ...ecKey, algorithm: 'RS256' }, /must be an RSA key/],
  ['a key of another curve', { algorithm: 'ES256', key: pem(ecOf('P-384')) }, /curve prime256v1/],
  ['an RSA key that is short', { algorithm: 'RS256', key: smallPem }, /2048 bits/],
  ['a private key', { algorithm: 'ES256', key: privatePem }, /is private/],
  [
    'no algorithm at all',
    { ...rsaKey, algorithm: 'none' as SignatureAlgorithm },
    /must be one of RS256/,
  ],
] as const satisfies readonly (readonly [string, BundleKey, RegExp])[]) {
  test(`${name} is refused`, () => {
    assert.throws(() => checkKeys([key]), { name: 'TypeError', message })
  })
}

test('two keys of one name are refused, and no keys at all', () => {
  assert.throws(() => checkKeys([rsaKey, ecKey]), /two keys have the name `default`/)
  assert.throws(() => checkKeys([]), /no keys/)
})
