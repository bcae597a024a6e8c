import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import { createRemoteKeys } from '../../src/index.ts'
import { forgeToken, goodHeader, judge, jwks, now } from '../forge-token.ts'
import { startIssuer } from '../issuer-server.ts'

test('A04 A05 A06 a kid is a name to look up and nothing else: paths, SQL and property names find no key', async () => {
  const kids = [
    '../../../../dev/null',
    '/etc/hostname',
    'C:\\x',
    "' UNION SELECT 'a' -- ",
    "x'; DROP TABLE keys;--",
    '*)(uid=*',
    'ec-1\r\nset-cookie: a=b',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '0',
    'EC-1',
    'ec-1 ',
  ]
  for (const kid of kids) {
    assert.equal(await judge(forgeToken({ header: { kid } })), 'unknown_key', kid)
  }
  assert.equal(await judge(forgeToken({ header: { kid: 'ec-1' } })), 'accepted')
})

test('A04 a MAC keyed with the empty content of the file that kid names is refused', async () => {
  const header = { typ: 'at+jwt', alg: 'HS256', kid: '../../../../dev/null' }
  const [, payload] = forgeToken().split('.')
  const start = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}`
  const mac = createHmac('sha256', '').update(start).digest('base64url')
  assert.equal(await judge(`${start}.${mac}`), 'unsupported_algorithm')
  assert.equal(await judge(forgeToken()), 'accepted')
})

test('A05 a kid that is absent, empty, over-long or not a string is refused', async () => {
  for (const kid of [undefined, null, '', 'k'.repeat(257), 7, ['ec-1'], { kid: 'ec-1' }]) {
    assert.equal(await judge(forgeToken({ header: { kid } })), 'bad_header')
  }
  assert.equal(await judge(forgeToken({ header: { kid: 'k'.repeat(10_000) } })), 'too_large')
  assert.equal(await judge(forgeToken({ header: { kid: 'ec-1' } })), 'accepted')
})

test('A07 a header that says where its keys are is refused and nobody is asked', async () => {
  let visits = 0
  const listener = createServer((_, response) => {
    visits += 1
    response.end(JSON.stringify(jwks))
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const issuerServer = await startIssuer()
  try {
    const keys = createRemoteKeys({ issuer: issuerServer.url, clock: settableClock(now * 1000) })
    const tokenWith = (header: object) => forgeToken({ header, claims: { iss: issuerServer.url } })
    const options = { keys, issuer: issuerServer.url }
    const addresses = [
      `http://127.0.0.1:${port}/jwks`,
      'https://as.example@evil.example/jwks',
      'https://as.example.evil.example/jwks',
      `${issuerServer.url}/redirect?to=http://127.0.0.1:${port}/`,
    ]
    for (const jku of addresses) {
      assert.equal(await judge(tokenWith({ jku }), options), 'bad_header', jku)
      assert.equal(await judge(tokenWith({ x5u: jku }), options), 'bad_header', jku)
      assert.equal(await judge(tokenWith({ jku, kid: 'other' }), options), 'bad_header', jku)
    }
    assert.equal(visits, 0)
    assert.equal(issuerServer.requests.length, 0)
    assert.equal(await judge(tokenWith({}), options), 'accepted')
  } finally {
    await issuerServer.stop()
    listener.close()
  }
})

test('A08 a header that brings its own key is refused although the signature is by that key', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'ec-1' }
  const x5c = [publicKey.export({ format: 'der', type: 'spki' }).toString('base64')]
  for (const member of [{ jwk }, { x5c }, { x5u: 'https://evil.example/chain' }, { jwk: null }]) {
    assert.equal(await judge(forgeToken({ header: member, key: privateKey })), 'bad_header')
    assert.equal(await judge(forgeToken({ header: member })), 'bad_header')
  }
  assert.equal(await judge(forgeToken()), 'accepted')
})

test('A09 JWT-07 crit in any form, and b64, are refused', async () => {
  const members = [
    { crit: ['exp'] },
    { crit: ['b64'], b64: false },
    { crit: [] },
    { crit: 'x' },
    { crit: ['absent'] },
    { crit: null },
    { b64: false },
    { b64: true },
  ]
  for (const member of members) {
    assert.equal(await judge(forgeToken({ header: member })), 'bad_header')
  }
  assert.equal(await judge(forgeToken({ header: { unknown: true, cty: 'x' } })), 'accepted')
})

test('A22 PKJ-08 a flood of unknown kids costs three fetches, then one in a cool-down, and good tokens are served throughout', async () => {
  const clock = settableClock(now * 1000)
  const server = await startIssuer()
  try {
    const keys = createRemoteKeys({ issuer: server.url, clock, coolDownSeconds: 30 })
    const options = { keys, issuer: server.url }
    const good = forgeToken({ claims: { iss: server.url } })
    assert.equal(await judge(good, options), 'accepted')
    assert.equal(server.keyFetches(), 1)

    const flood = Array.from({ length: 1000 }, (_, i) =>
      judge(forgeToken({ header: { ...goodHeader, kid: `random-${i}` } }), options),
    )
    const during = judge(good, options)
    assert.deepEqual(new Set(await Promise.all(flood)), new Set(['unknown_key']))
    assert.equal(await during, 'accepted')
    assert.equal(server.keyFetches(), 2, 'one for all that came at once')
    for (let i = 0; i < 100; i += 1) {
      await judge(forgeToken({ header: { ...goodHeader, kid: `one-by-one-${i}` } }), options)
    }
    assert.equal(server.keyFetches(), 4)

    clock.advanceSeconds(29)
    await judge(forgeToken({ header: { ...goodHeader, kid: 'late' } }), options)
    assert.equal(server.keyFetches(), 4)
    clock.advanceSeconds(1)
    await judge(forgeToken({ header: { ...goodHeader, kid: 'later' } }), options)
    await judge(forgeToken({ header: { ...goodHeader, kid: 'latest' } }), options)
    assert.equal(server.keyFetches(), 5)
    clock.setMs(now * 1000 - 3_600_000)
    assert.equal(
      await judge(forgeToken({ header: { ...goodHeader, kid: 'back' } }), options),
      'unknown_key',
    )
    assert.equal(await judge(good, options), 'accepted')
  } finally {
    await server.stop()
  }
})
