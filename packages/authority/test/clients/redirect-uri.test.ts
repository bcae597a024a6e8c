import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  checkRedirectUri,
  isRegisteredRedirectUri,
  redirectOrigin,
  redirectSource,
} from '../../src/clients/redirect-uri.ts'

test('BCP-02 NAT-02 MCP-10 https, loopback http and schemes with a dot may be registered, all else not', () => {
  for (const good of [
    'https://app.example/cb',
    'https://app.example/cb?x=1',
    'http://127.0.0.1/cb',
    'http://127.0.0.1:8080/cb',
    'http://[::1]/cb',
    'http://localhost:3000/cb',
    'com.example.app:/cb',
    'com.example.app://cb',
  ]) {
    assert.equal(checkRedirectUri(good).ok, true, good)
  }
  for (const bad of [
    'http://app.example/cb',
    'http://127.0.0.2/cb',
    'http://127.0.0.1.evil/cb',
    'https://app.example/cb#f',
    'https://app.example/*',
    'https://*.example/cb',
    'https://user@app.example/cb',
    'https:app.example/cb',
    'https:///cb',
    'myapp:/cb',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '/cb',
    'https://app.example/c b',
    'https://app.example\\cb',
    'https://äpp.example/cb',
    '',
  ]) {
    assert.equal(checkRedirectUri(bad).ok, false, bad)
  }
})

test('NAT-01 a loopback redirect may vary in its port and in nothing else', () => {
  const registered = ['http://127.0.0.1/cb', 'http://[::1]:7/cb']
  for (const good of ['http://127.0.0.1:51004/cb', 'http://127.0.0.1/cb', 'http://[::1]:9/cb']) {
    assert.equal(isRegisteredRedirectUri(good, registered), true, good)
  }
  for (const bad of [
    'http://127.0.0.1:51004/cb2',
    'http://127.0.0.1:51004/cb?x=1',
    'http://127.0.0.1:51004/cb#',
    'http://127.0.0.1:51004',
    'http://127.0.0.2:51004/cb',
    'http://127.0.0.1.evil:51004/cb',
    'http://127.0.0.1:51004@evil/cb',
    'http://127.0.0.1:99999/cb',
    'http://127.0.0.1:0/cb',
    'http://localhost:51004/cb',
    'https://127.0.0.1:51004/cb',
  ]) {
    assert.equal(isRegisteredRedirectUri(bad, registered), false, bad)
  }
})

test('O21-01 the port of any other redirect is part of the string', () => {
  assert.equal(isRegisteredRedirectUri('https://app.example/cb', ['https://app.example/cb']), true)
  assert.equal(
    isRegisteredRedirectUri('https://app.example:8443/cb', ['https://app.example/cb']),
    false,
  )
})

test('O21-01 no change of a registered URI is taken for it', () => {
  const registered = 'https://app.example/cb'
  fc.assert(
    fc.property(
      fc.nat(registered.length),
      fc.string({ minLength: 1, maxLength: 3 }),
      (at, text) => {
        const changed = registered.slice(0, at) + text + registered.slice(at)
        assert.equal(isRegisteredRedirectUri(changed, [registered]), changed === registered)
      },
    ),
  )
})

test('a redirect URI has a CSP source, and an origin where the web knows one', () => {
  assert.equal(redirectSource('https://app.example:8443/cb'), 'https://app.example:8443')
  assert.equal(redirectSource('com.example.app:/cb'), 'com.example.app:')
  assert.equal(redirectSource('http://[::1]:7/cb'), 'http:')
  assert.equal(redirectOrigin('https://app.example/cb'), 'https://app.example')
  assert.equal(redirectOrigin('com.example.app:/cb'), undefined)
})
