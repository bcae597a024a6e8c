import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createSigner,
  type IdTokenClaims,
  issueAccessToken,
  issueIdToken,
  issueLogoutToken,
  staticKeys,
  verifyIdTokenHint,
} from '../../src/index.ts'
import { forgeToken, goodClaims, issuer, issuerKeys, judge, jwks, now } from '../forge-token.ts'

const signer = createSigner('rsa-1', 'RS256', issuerKeys.rsa.privateKey)
const ecSigner = createSigner('ec-1', 'ES256', issuerKeys.ec.privateKey)
const keys = staticKeys(jwks)

const claims: IdTokenClaims = {
  iss: issuer,
  sub: 'user-1',
  aud: 'app-1',
  iat: now,
  exp: now + 600,
  auth_time: now - 60,
  nonce: 'n',
  sid: 'session-1',
  acr: '1',
  amr: ['pwd'],
}

const hint = (token: string) => verifyIdTokenHint(token, { issuer, keys })

function read(token: string) {
  return token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
}

test('OIDC-01 at_hash is that of OpenID Connect Core appendix A', () => {
  const accessToken = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
  const [header, payload] = read(issueIdToken(claims, accessToken, signer))
  assert.deepEqual(header, { typ: 'JWT', alg: 'RS256', kid: 'rsa-1' })
  assert.deepEqual(payload, { ...claims, at_hash: '77QmUPtjPfzWtF2AnpK9RQ' })
})

test('an ID token without a subject, a client or a session is not issued', () => {
  for (const name of ['iss', 'sub', 'aud', 'sid']) {
    assert.throws(() => issueIdToken({ ...claims, [name]: '' }, 'token', signer), /not empty/)
  }
})

test('OIDC-04 LOGOUT-03 our ID token is a hint, whichever key signed it and however old it is', async () => {
  for (const by of [signer, ecSigner]) {
    const verified = await hint(issueIdToken({ ...claims, exp: 2, iat: 1 }, 'token', by))
    assert.deepEqual(verified, {
      ok: true,
      value: { subject: 'user-1', clientId: 'app-1', sessionId: 'session-1' },
    })
  }
})

test('LOGOUT-05 no other token of ours is a hint, and no ID or logout token an access token', async () => {
  const { iss, sub, aud, iat, exp, sid } = claims
  const logoutToken = issueLogoutToken({ iss, sub, aud, iat, exp, sid, jti: 'j' }, signer)
  const idToken = issueIdToken(claims, 'token', signer)
  const accessToken = issueAccessToken(goodClaims, ecSigner)
  assert.equal((await hint(idToken)).ok, true)
  assert.equal((await hint(logoutToken)).ok, false)
  assert.equal((await hint(accessToken)).ok, false)
  assert.equal(await judge(accessToken), 'accepted')
  assert.equal(await judge(idToken), 'wrong_type')
  assert.equal(await judge(logoutToken), 'wrong_type')
})

test('LOGOUT-03 a hint that is altered, unsigned, foreign or incomplete is none', async () => {
  const header = { typ: 'JWT' }
  assert.equal((await hint(forgeToken({ header, claims }))).ok, true)
  for (const token of [
    forgeToken({ header, claims: { ...claims, iss: 'https://other.example' } }),
    forgeToken({ header, claims: { ...claims, aud: ['app-1', 'app-2'] } }),
    forgeToken({ header, claims: { ...claims, sub: undefined } }),
    forgeToken({ header, claims: { ...claims, sid: '' } }),
    forgeToken({ header: { ...header, kid: 'unknown' }, claims }),
    forgeToken({ header: { ...header, alg: 'none' }, claims }),
    forgeToken({ header: { ...header, jwk: jwks.keys[0] }, claims }),
    forgeToken({ header, claims, key: issuerKeys.rsa.privateKey, alg: 'RS256' }),
    `${forgeToken({ header, claims })}A`,
    '',
  ]) {
    assert.equal((await hint(token)).ok, false, token)
  }
})

test('LOGOUT-05 a logout token has the one event, sub and sid, and no nonce', () => {
  const { iss, sub, aud, iat, sid } = claims
  const token = issueLogoutToken({ iss, sub, aud, iat, exp: iat + 120, sid, jti: 'j' }, signer)
  const [header, payload] = read(token)
  assert.deepEqual(header, { typ: 'logout+jwt', alg: 'RS256', kid: 'rsa-1' })
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  assert.deepEqual(payload, { iss, sub, aud, iat, exp: iat + 120, jti: 'j', events, sid })
})
