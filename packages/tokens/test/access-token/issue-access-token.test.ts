import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccessTokenClaims, createSigner, issueAccessToken } from '../../src/index.ts'
import { goodClaims, issuerKeys, judge, now } from '../forge-token.ts'

const signer = createSigner('ec-1', 'ES256', issuerKeys.ec.privateKey)
const rsaSigner = createSigner('rsa-1', 'RS256', issuerKeys.rsa.privateKey)

function read(token: string) {
  return token
    .split('.')
    .slice(0, 2)
    .map((part) => Buffer.from(part, 'base64url').toString())
}

test('AT-01 AT-02 a token is typed at+jwt, and its members stand in a fixed order', () => {
  const shuffled = Object.fromEntries(Object.entries(goodClaims).reverse())
  const [header, payload] = read(issueAccessToken(shuffled as unknown as AccessTokenClaims, signer))
  assert.equal(header, '{"typ":"at+jwt","alg":"ES256","kid":"ec-1"}')
  assert.equal(payload, JSON.stringify(goodClaims))
})

test('claims that are undefined, and an empty scope, are left out', () => {
  const { iss, sub, aud, client_id, jti, iat, exp } = goodClaims
  const claims = { iss, sub, aud, client_id, scope: '', jti, iat, exp }
  const [, payload] = read(issueAccessToken(claims, signer))
  assert.equal(payload, JSON.stringify({ iss, sub, aud, client_id, jti, iat, exp }))
})

test('what is issued with either algorithm is accepted', async () => {
  assert.equal(await judge(issueAccessToken(goodClaims, signer)), 'accepted')
  assert.equal(await judge(issueAccessToken(goodClaims, rsaSigner)), 'accepted')
})

test('claims that no guard would accept are not issued', () => {
  const bad: Partial<AccessTokenClaims>[] = [
    { iss: '' },
    { sub: '' },
    { aud: '' },
    { client_id: '' },
    { jti: '' },
    { iat: now + 0.5 },
    { exp: now + 0.5 },
    { exp: Number.NaN },
    { iat: 0 },
    { exp: goodClaims.iat },
    { roles: ['x'.repeat(8192)] },
  ]
  for (const change of bad) {
    assert.throws(() => issueAccessToken({ ...goodClaims, ...change }, signer), Error)
  }
  assert.doesNotThrow(() => issueAccessToken(goodClaims, signer))
})

test('a claim that is not one of ours is not issued', () => {
  const more = { ...goodClaims, password: 'hidden' }
  const [, payload] = read(issueAccessToken(more, signer))
  assert.equal(payload, JSON.stringify(goodClaims))
})
