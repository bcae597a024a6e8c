import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import { type KeySource, staticKeys, verifyAccessToken } from '../../src/index.ts'
import {
  audience,
  forgeToken,
  goodClaims,
  issuer,
  issuerKeys,
  judge,
  jwks,
  now,
} from '../forge-token.ts'

const options = { issuer, audience, keys: staticKeys(jwks), nowSeconds: now }

test('AT-03 a good token says who is calling, in our words', async () => {
  const result = await verifyAccessToken(forgeToken(), options)
  assert.deepEqual(result, {
    ok: true,
    value: {
      kind: 'user',
      issuer,
      subject: 'user-1',
      clientId: 'app-1',
      audience: [audience],
      scopes: ['read:documents', 'write:documents'],
      roles: ['employee'],
      department: 'sales',
      tokenId: 'token-1',
      keyId: 'ec-1',
      grantId: 'grant-1',
      sessionId: 'session-1',
      issuedAt: now - 60,
      expiresAt: now + 540,
      authTime: now - 120,
      acr: 'urn:one',
      amr: ['pwd'],
    },
  })
})

test('what a token does not say is absent from its principal, not undefined or empty', async () => {
  const { iss, sub, aud, client_id, jti, iat, exp } = goodClaims
  const bare = JSON.stringify({ iss, sub, aud, client_id, jti, iat, exp })
  const result = await verifyAccessToken(forgeToken({ claims: bare }), options)
  assert.ok(result.ok)
  assert.deepEqual(Object.keys(result.value).sort(), [
    'audience',
    'clientId',
    'expiresAt',
    'issuedAt',
    'issuer',
    'keyId',
    'kind',
    'roles',
    'scopes',
    'subject',
    'tokenId',
  ])
})

test('a principal cannot be changed, its lists neither', async () => {
  const result = await verifyAccessToken(forgeToken(), options)
  assert.ok(result.ok)
  const { value } = result
  for (const part of [value, value.audience, value.scopes, value.roles, value.amr]) {
    assert.ok(Object.isFrozen(part))
  }
})

test('a token whose subject is its client is a client of its own', async () => {
  for (const [sub, kind] of [
    ['app-1', 'client'],
    ['user-1', 'user'],
  ]) {
    const result = await verifyAccessToken(forgeToken({ claims: { sub } }), options)
    assert.ok(result.ok)
    assert.equal(result.value.kind, kind)
  }
})

test('AT-02 a token without any one of the required claims is refused', async () => {
  for (const name of ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']) {
    assert.equal(await judge(forgeToken({ claims: { [name]: undefined } })), 'missing_claim', name)
    assert.equal(await judge(forgeToken({ claims: { [name]: null } })), 'bad_claim', name)
  }
  for (const name of ['nbf', 'scope', 'roles', 'department', 'auth_time', 'sid', 'grant_id']) {
    assert.equal(await judge(forgeToken({ claims: { [name]: undefined } })), 'accepted', name)
  }
})

test('AT-03 the issuer is compared character by character', async () => {
  for (const iss of [`${issuer}/`, issuer.toUpperCase(), 'https://as.example.evil', `${issuer} `]) {
    assert.equal(await judge(forgeToken({ claims: { iss } })), 'wrong_issuer', iss)
  }
  assert.equal(await judge(forgeToken({ claims: { iss: issuer } })), 'accepted')
})

test('keys that cannot be had are not the fault of the token', async () => {
  const keys: KeySource = { find: async () => ({ kind: 'unavailable' }) }
  assert.equal(await judge(forgeToken(), { keys }), 'keys_unavailable')
  assert.equal(await judge(forgeToken(), { keys: staticKeys(jwks) }), 'accepted')
})

test('JWT-01 a key source that answers a key of another kind cannot make a token valid', async () => {
  const wrong = [
    issuerKeys.rsa.publicKey,
    issuerKeys.ec.privateKey,
    createSecretKey(Buffer.from('secret')),
  ]
  for (const key of wrong) {
    const keys: KeySource = { find: async () => ({ kind: 'found', key }) }
    assert.equal(await judge(forgeToken(), { keys }), 'bad_signature')
  }
  const keys: KeySource = { find: async () => ({ kind: 'found', key: issuerKeys.ec.publicKey }) }
  assert.equal(await judge(forgeToken(), { keys }), 'accepted')
})

test('a fault of the key source is thrown on, not turned into an answer', async () => {
  const keys: KeySource = { find: () => Promise.reject(new Error('no memory')) }
  await assert.rejects(judge(forgeToken(), { keys }), /no memory/)
  assert.equal(await judge(forgeToken()), 'accepted')
})

test('the claims are not read before the signature is verified', async () => {
  const [header, , signature] = forgeToken().split('.')
  const payload = Buffer.from('not json').toString('base64url')
  assert.equal(await judge(`${header}.${payload}.${signature}`), 'bad_signature')
  assert.equal(await judge(forgeToken({ claims: 'not json' })), 'malformed')
})

test('options that could refuse nothing are thrown back', async () => {
  const bad = [
    { issuer: '' },
    { audience: '' },
    { nowSeconds: Number.NaN },
    { nowSeconds: Number.POSITIVE_INFINITY },
    { leewaySeconds: -1 },
    { leewaySeconds: 61 },
    { leewaySeconds: Number.NaN },
  ]
  for (const changes of bad) await assert.rejects(judge(forgeToken(), changes), Error)
  assert.equal(await judge(forgeToken(), { leewaySeconds: 60 }), 'accepted')
})

test('a token that is not a string is malformed', async () => {
  for (const token of [undefined, null, 7, {}, ['a.b.c'], Buffer.from(forgeToken())]) {
    assert.equal(await judge(token as unknown as string), 'malformed')
  }
  assert.equal(await judge(forgeToken()), 'accepted')
})
