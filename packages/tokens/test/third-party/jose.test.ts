import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { Secret, settableClock } from '@sallyport/protocol'
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import { createKeyRing, issueAccessToken, staticKeys, thumbprint } from '../../src/index.ts'
import { audience, goodClaims, issuer, judge, now } from '../forge-token.ts'
import { memoryKeyLedger } from '../memory-key-ledger.ts'

const clock = settableClock(now * 1000)

for (const algorithm of ['ES256', 'RS256'] as const) {
  test(`jose verifies our ${algorithm} tokens with the keys that we publish`, async () => {
    const secret = new Secret('a secret of the configuration')
    const ring = createKeyRing({
      ledger: memoryKeyLedger(),
      secret,
      algorithms: [algorithm],
      clock,
    })
    const token = issueAccessToken(goodClaims, await ring.signer(algorithm))
    const published = JSON.parse(JSON.stringify(await ring.publicKeys()))
    const options = {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: [algorithm],
      currentDate: new Date(now * 1000),
    }
    const { payload, protectedHeader } = await jwtVerify(
      token,
      createLocalJWKSet(published),
      options,
    )
    assert.deepEqual(payload, goodClaims)
    const { kid } = await ring.signer(algorithm)
    assert.deepEqual(protectedHeader, { typ: 'at+jwt', alg: algorithm, kid })
    await assert.rejects(
      jwtVerify(token, createLocalJWKSet(published), {
        ...options,
        audience: 'https://other.example',
      }),
    )
  })
}

const foreignKeys = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: () => generateKeyPairSync('ed25519'),
}

for (const [alg, generate] of Object.entries(foreignKeys)) {
  test(`our verifier accepts the ${alg} tokens that jose signs, and not what it signs otherwise`, async () => {
    const { publicKey, privateKey } = generate()
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'foreign', alg }
    const keys = staticKeys({ keys: [jwk] })
    const signed = (typ: string) =>
      new SignJWT({ ...goodClaims })
        .setProtectedHeader({ typ, alg, kid: 'foreign' })
        .sign(privateKey)
    assert.equal(await judge(await signed('at+jwt'), { keys }), 'accepted')
    assert.equal(await judge(await signed('JWT'), { keys }), 'wrong_type')
  })
}

test('jose computes the thumbprint that we call kid', async () => {
  for (const generate of Object.values(foreignKeys)) {
    const { kty, crv, x, y, n, e } = generate().publicKey.export({ format: 'jwk' })
    const members = Object.entries({ kty, crv, x, y, n, e }).filter(
      ([, value]) => value !== undefined,
    )
    const jwk = Object.fromEntries(members)
    assert.equal(thumbprint(jwk), await calculateJwkThumbprint(jwk))
  }
})
