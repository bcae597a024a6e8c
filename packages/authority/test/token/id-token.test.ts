import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { identify, identityScope, openIdentity, readJwt } from '../support/identity.ts'
import { issuer, saveClient } from '../support/open-authority.ts'
import { Person, refreshRequest, tokenRequest } from '../support/person.ts'

const bench = await openIdentity()
after(() => bench.close())
const now = () => bench.clock.nowMs() / 1000

async function publishedKeys() {
  const response = await new Person(bench).fetch('/jwks')
  return createLocalJWKSet(await response.json())
}

test('OIDC-01 an ID token says who, for whom, when, how, and echoes the nonce', async () => {
  const alice = new Person(bench)
  await alice.code()
  const signedInAt = now()
  bench.clock.advanceSeconds(30)
  const { idToken, accessToken } = await identify(alice, bench, { nonce: 'the nonce' })
  const { payload, protectedHeader } = await jwtVerify(idToken, await publishedKeys(), {
    issuer,
    audience: 'web',
    typ: 'JWT',
    algorithms: ['RS256'],
    currentDate: new Date(bench.clock.nowMs()),
  })
  assert.deepEqual(Object.keys(protectedHeader).sort(), ['alg', 'kid', 'typ'])
  const half = createHash('sha256').update(accessToken).digest().subarray(0, 16)
  assert.deepEqual(payload, {
    iss: issuer,
    sub: 'user-alice',
    aud: 'web',
    exp: now() + 600,
    iat: now(),
    auth_time: signedInAt,
    nonce: 'the nonce',
    at_hash: half.toString('base64url'),
    sid: readJwt(accessToken).claims.sid,
    acr: '1',
    amr: ['pwd'],
  })
})

test('OIDC-01 without a nonce there is none, without openid there is no ID token', async () => {
  const alice = new Person(bench)
  const { idToken } = await identify(alice, bench)
  assert.equal('nonce' in readJwt(idToken).claims, false)
  const { body } = await identify(alice, bench, { scope: 'profile read:documents' })
  assert.equal('id_token' in body, false)
})

test('an ID token is signed as the client registered, RS256 where it registered nothing', async () => {
  await saveClient(bench.store, {
    client_id: 'elliptic',
    scope: identityScope,
    id_token_signed_response_alg: 'ES256',
  })
  const alice = new Person(bench)
  assert.equal(readJwt((await identify(alice, bench)).idToken).header.alg, 'RS256')
  const code = await alice.code({ client_id: 'elliptic', scope: 'openid' })
  const { body } = await tokenRequest(bench, { client_id: 'elliptic', code })
  const { protectedHeader } = await jwtVerify(String(body.id_token), await publishedKeys(), {
    currentDate: new Date(bench.clock.nowMs()),
  })
  assert.equal(protectedHeader.alg, 'ES256')
})

test('STEP-03 a refresh brings a new ID token of the same sign-in, without the nonce', async () => {
  const first = await identify(new Person(bench), bench, { nonce: 'the nonce' })
  bench.clock.advanceSeconds(3600)
  const { body } = await refreshRequest(bench, first.refreshToken, { client_id: 'web' })
  const before = readJwt(first.idToken).claims
  const { claims } = readJwt(String(body.id_token))
  assert.equal(before.nonce, 'the nonce')
  assert.equal('nonce' in claims, false)
  assert.equal(claims.iat, now())
  for (const name of ['iss', 'sub', 'aud', 'auth_time', 'sid', 'acr', 'amr']) {
    assert.deepEqual(claims[name], before[name], name)
  }
  assert.notEqual(claims.at_hash, before.at_hash)
  assert.equal(readJwt(String(body.access_token)).claims.auth_time, before.auth_time)
})

test('OIDC-08 M11 published keys are public, unique and labelled; a rotated one verifies on', async () => {
  const { idToken } = await identify(new Person(bench), bench)
  const before = await publishedKeys()
  await bench.keys.rotate('ES256', { force: true })
  const response = await new Person(bench).fetch('/jwks')
  assert.match(response.headers.get('cache-control') ?? '', /^public, max-age=\d+$/)
  const { keys } = await response.json()
  assert.ok(keys.length >= 3)
  for (const key of keys) {
    const members = key.kty === 'EC' ? ['crv', 'x', 'y'] : ['e', 'n']
    assert.deepEqual(Object.keys(key).sort(), [...members, 'alg', 'kid', 'kty', 'use'].sort())
    assert.equal(key.use, 'sig')
  }
  assert.equal(new Set(keys.map(({ kid }: { kid: string }) => kid)).size, keys.length)
  const currentDate = new Date(bench.clock.nowMs())
  for (const set of [before, await publishedKeys()]) await jwtVerify(idToken, set, { currentDate })
})
