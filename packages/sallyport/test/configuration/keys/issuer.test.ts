import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issuerAtPort } from '../../../src/configuration/keys/issuer.ts'
import { accepted, refusals } from '../../support/configurations.ts'

test('an issuer is https anywhere, or http on loopback, with or without a path', () => {
  for (const issuer of [
    'https://auth.example',
    'https://auth.example:8443/tenants/a',
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'http://127.1.2.3',
    'http://[::1]:4000',
    'http://127.0.0.1:0/a',
    'https://localhost:0',
  ]) {
    assert.equal(accepted({ issuer }).issuer, issuer)
  }
})

test('any other issuer is refused with what is allowed', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['http://auth.example', /must be https/],
    ['http://127.0.0.1.evil.example', /must be https/],
    ['http://localhost.evil.example', /must be https/],
    ['ftp://auth.example', /absolute https URL/],
    ['auth.example', /absolute https URL/],
    ['https://auth.example?x=1', /query or fragment/],
    ['https://auth.example?', /query or fragment/],
    ['https://auth.example#', /query or fragment/],
    ['https://auth.example/', /must be written `https:\/\/auth.example`/],
    ['https://auth.example/a/', /must be written `https:\/\/auth.example\/a`/],
    ['https://AUTH.example', /must be written `https:\/\/auth.example`/],
    ['https://auth.example:443', /must be written `https:\/\/auth.example`/],
    ['https://auth.example/a/../b', /must be written `https:\/\/auth.example\/b`/],
    ['https://auth.example:0', /port 0/],
    ['', /is empty/],
  ]
  for (const [issuer, expected] of cases) {
    const [message = '', ...more] = refusals({ issuer })
    assert.match(message, expected)
    assert.deepEqual(more, [])
  }
  assert.match(refusals({ issuer: 4000 }).join(), /must be a text, not a number/)
})

test('a password in the issuer is refused and not shown', () => {
  assert.deepEqual(refusals({ issuer: 'https://user:canary@auth.example' }), [
    '`issuer` must not contain a user name or password',
  ])
})

test('port 0 stands for the port that was chosen; any other stays', () => {
  assert.equal(issuerAtPort('http://127.0.0.1:0', 4321), 'http://127.0.0.1:4321')
  assert.equal(issuerAtPort('http://[::1]:0/a', 4321), 'http://[::1]:4321/a')
  assert.equal(issuerAtPort('http://127.0.0.1:4000', 4321), 'http://127.0.0.1:4000')
  assert.equal(issuerAtPort('https://auth.example/a', 4321), 'https://auth.example/a')
})
