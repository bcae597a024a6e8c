import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  checkEndpointUrl,
  checkIssuerUrl,
  wellKnownUrls,
} from '../../src/key-source/issuer-urls.ts'

test('META-01 metadata is looked for between host and path, then after the path', () => {
  assert.deepEqual(wellKnownUrls('https://as.example'), [
    'https://as.example/.well-known/oauth-authorization-server',
    'https://as.example/.well-known/openid-configuration',
  ])
  for (const issuer of ['https://as.example/t1', 'https://as.example/t1/']) {
    assert.deepEqual(wellKnownUrls(issuer), [
      'https://as.example/.well-known/oauth-authorization-server/t1',
      'https://as.example/t1/.well-known/openid-configuration',
    ])
  }
})

test('META-02 an issuer is https without query, fragment or credentials; http on loopback only', () => {
  const bad = [
    '',
    'as.example',
    'http://as.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'ftp://as.example',
    'file:///etc/passwd',
    'https://as.example?x',
    'https://as.example?',
    'https://as.example#',
    'https://user@as.example',
    'https://user:pass@as.example',
  ]
  for (const issuer of bad) assert.throws(() => checkIssuerUrl(issuer, false), Error, issuer)
  for (const issuer of [
    'https://as.example',
    'https://as.example/t1',
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'http://[::1]:4000',
  ]) {
    assert.doesNotThrow(() => checkIssuerUrl(issuer, false), issuer)
  }
  assert.doesNotThrow(() => checkIssuerUrl('http://as.internal', true))
  assert.throws(() => checkIssuerUrl('ftp://as.internal', true))
})

test('metadata of an https issuer cannot send us to a plain port', () => {
  const check = (uri: unknown, issuer = 'https://as.example', insecure = false) =>
    checkEndpointUrl('jwks_uri', uri, { issuer, allowInsecure: insecure })
  const bad = [
    undefined,
    null,
    7,
    '',
    '/jwks',
    'http://as.example/jwks',
    'http://127.0.0.1/jwks',
    'file:///etc/passwd',
    'data:application/json,{}',
    'https://user:pass@as.example/jwks',
  ]
  for (const uri of bad) assert.throws(() => check(uri), Error, String(uri))
  assert.throws(() => check('http://127.0.0.1/jwks', 'https://as.example', true))
  assert.throws(() => check('http://as.example/jwks', 'http://localhost:4000'))
  assert.throws(() => check('data:application/json,{}', 'http://localhost:4000', true))
  assert.equal(check('https://keys.example/jwks'), 'https://keys.example/jwks')
  assert.equal(check('http://localhost:1/jwks', 'http://localhost:1'), 'http://localhost:1/jwks')
  assert.equal(check('http://b.internal/', 'http://a.internal', true), 'http://b.internal/')
})
