import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OutboundPolicy, parseTarget } from '../../src/outbound/target.ts'

const policies: readonly OutboundPolicy[] = ['public', 'public-or-loopback', 'operator']

test('https on an ordinary host is a target under every policy', () => {
  for (const policy of policies) {
    const target = parseTarget('https://client.example:8443/a?b=c', policy)
    assert.equal(target?.port, 8443)
    assert.equal(target.addresses, undefined)
    assert.equal(parseTarget('https://client.example/a', policy)?.port, 443)
  }
})

test('a URL with a user name, a fragment, a trailing dot or an odd scheme or port is none', () => {
  for (const text of [
    'https://user@client.example/',
    'https://user:pass@client.example/',
    'https://client.example@evil.example/',
    'https://client.example/#a',
    'https://client.example./',
    'https://localhost./',
    'https://client.example:25/',
    'https://client.example:22/',
    'http://client.example/',
    'ftp://client.example/',
    'file:///etc/passwd',
    'data:application/json,{}',
    '//client.example/',
    'client.example',
    '',
    `https://client.example/${'a'.repeat(2048)}`,
  ]) {
    for (const policy of policies) assert.equal(parseTarget(text, policy), undefined, text)
  }
})

test('CIMD-05 an address in disguise is seen as what it is', () => {
  for (const [text, address] of [
    ['https://0x7f.1/', '127.0.0.1'],
    ['https://2130706433/', '127.0.0.1'],
    ['https://0177.0.0.1/', '127.0.0.1'],
    ['https://127.1/', '127.0.0.1'],
    ['https://①②⑦.0.0.1/', '127.0.0.1'],
    ['https://[::ffff:10.0.0.1]/', '10.0.0.1'],
    ['https://[0:0:0:0:0:0:0:1]/', '::1'],
    ['https://169.254.169.254/', '169.254.169.254'],
  ] as const) {
    assert.deepEqual(parseTarget(text, 'public')?.addresses, [address], text)
  }
})

test('loopback is a target of its own where the policy says so, http too', () => {
  for (const policy of ['public-or-loopback', 'operator'] as const) {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      for (const scheme of ['http', 'https']) {
        assert.equal(parseTarget(`${scheme}://${host}:4000/`, policy)?.isLoopback, true)
      }
    }
    assert.equal(parseTarget('http://127.0.0.2:4000/', policy), undefined)
    assert.equal(parseTarget('http://localhost.evil.example:4000/', policy), undefined)
  }
  assert.equal(parseTarget('http://localhost:4000/', 'public'), undefined)
  assert.equal(parseTarget('https://localhost:4000/', 'public')?.isLoopback, false)
})
