import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import type { ClientRecord } from '@sallyport/store'
import { createClientKeys } from '../src/client-authentication/client-keys.ts'
import {
  type AuthorityOptions,
  createClientDocuments,
  createStrangerFetches,
} from '../src/index.ts'
import { makeClientKey, presenting, writeAssertion } from '../test/support/assertions.ts'
import { listenHttp, outboundTo } from '../test/support/listener.ts'
import { issuer, noon, openAuthority, saveClient } from '../test/support/open-authority.ts'
import { tokenRequest } from '../test/support/person.ts'
import { assertIssued, assertRefused } from '../test/support/token-outcomes.ts'

const key = await makeClientKey()
const flooder = '203.0.113.66'

/** An authority whose Internet is a host that publishes the key at every path but `/slow…`, which hang. */
async function open(t: TestContext, overrides: Partial<AuthorityOptions> = {}) {
  const paths: string[] = []
  const answer: RequestListener = ({ url = '' }, response) => {
    paths.push(url)
    if (url.startsWith('/slow')) return
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: [key.publicJwk] }))
  }
  const listener = await listenHttp(answer)
  const { outbound } = outboundTo(listener, {}, { timeoutMs: 1000 })
  const bench = await openAuthority({ outbound, ...overrides })
  t.after(() => Promise.all([bench.close(), listener.close()]))
  /** A client that registered itself, or the operator's. */
  const save = (client_id: string, jwks_uri: string, origin: 'registration' | 'operator') =>
    saveClient(bench.store, {
      client_id,
      redirect_uris: [],
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri,
      origin,
    })
  const present = async (clientId: string, address: string, signer = key) =>
    tokenRequest(
      bench,
      {
        grant_type: 'client_credentials',
        code_verifier: undefined,
        ...presenting(await writeAssertion(clientId, signer)),
      },
      { address },
    )
  const fail = async (address: string) =>
    tokenRequest(bench, { client_id: 'nobody', client_secret: 'wrong' }, { address })
  return { bench, paths, save, present, fail }
}

test('PKJ-08 one caller makes us fetch keys that strangers name ten times a minute, others are served', async (t) => {
  const { bench, paths, save, present } = await open(t)
  for (let i = 0; i < 12; i += 1) await save(`c${i}`, `https://h${i}.example/${i}`, 'registration')
  for (let i = 0; i < 10; i += 1) assertIssued(await present(`c${i}`, flooder))
  assertRefused(await present('c10', flooder), 401, 'invalid_client')
  assert.equal(paths.length, 10)
  assertIssued(await present('c9', flooder))
  assertIssued(await present('c10', '198.51.100.1'))
  assertIssued(await present('c10', flooder))
  bench.clock.advanceSeconds(70)
  const late = await writeAssertion('c11', key, {
    iat: undefined,
    exp: bench.clock.nowMs() / 1000 + 60,
  })
  const again = { grant_type: 'client_credentials', code_verifier: undefined, ...presenting(late) }
  assertIssued(await tokenRequest(bench, again, { address: flooder }))
})

test('PKJ-08 a host is asked for strangers’ keys thirty times a minute, whatever its ports and whoever asks', async (t) => {
  const { paths, save, present } = await open(t)
  for (let i = 0; i < 35; i += 1) {
    await save(`c${i}`, `https://victim.example:${8000 + i}/${i}`, 'registration')
    await present(`c${i}`, `198.51.100.${i}`)
  }
  assert.equal(paths.length, 30)
  await save('elsewhere', 'https://other.example/', 'registration')
  assertIssued(await present('elsewhere', '198.51.100.200'))
  await save('operators', 'https://victim.example/operator', 'operator')
  assertIssued(await present('operators', '198.51.100.201'))
})

test('PKJ-08 slow hosts that one address names keep nobody else’s keys away', async (t) => {
  const { save, present } = await open(t)
  for (let i = 0; i < 24; i += 1) {
    await save(`slow${i}`, `https://h${i}.example/slow`, 'registration')
  }
  await save('honest', 'https://keys.example/jwks', 'registration')
  const flood = Array.from({ length: 24 }, (_, i) => present(`slow${i}`, flooder))
  await new Promise((resolve) => setTimeout(resolve, 50))
  assertIssued(await present('honest', '198.51.100.1'))
  await Promise.all(flood)
})

test('PKJ-08 keys that were not asked for because too much was under way are asked for next time', async (t) => {
  const { save, present } = await open(t)
  for (let i = 0; i < 16; i += 1) {
    await save(`slow${i}`, `https://h${i}.example/slow`, 'registration')
  }
  await save('honest', 'https://keys.example/jwks', 'registration')
  const flood = Array.from({ length: 16 }, (_, i) => present(`slow${i}`, `192.0.2.${i}`))
  await new Promise((resolve) => setTimeout(resolve, 100))
  assertRefused(await present('honest', '198.51.100.1'), 401, 'invalid_client')
  await Promise.all(flood)
  assertIssued(await present('honest', '198.51.100.1'))
})

test('an address that has failed too often has nothing fetched that a stranger names', async (t) => {
  const { paths, save, present, fail } = await open(t)
  await save('kept', 'https://keys.example/kept', 'registration')
  await save('new', 'https://keys.example/new', 'registration')
  await save('operators', 'https://keys.example/operators', 'operator')
  assertIssued(await present('kept', '198.51.100.1'))
  for (let i = 0; i < 25; i += 1) await fail(flooder)
  assertRefused(await present('new', flooder), 429, 'temporarily_unavailable')
  assert.deepEqual(paths, ['/kept'])
  assertIssued(await present('kept', flooder))
  assertIssued(await present('operators', flooder))
  assertIssued(await present('new', '198.51.100.2'))
})

test('strangers’ keys never take the place of those of the operator’s clients', async (t) => {
  const { paths, save, present } = await open(t, { strangerFetches: { take: () => true } })
  await save('operators', 'https://op.example/operators', 'operator')
  assertIssued(await present('operators', '198.51.100.1'))
  for (let i = 0; i < 1001; i += 1) {
    await save('stranger', `https://h.example/${i}`, 'registration')
    assertIssued(await present('stranger', '198.51.100.1'))
  }
  assertIssued(await present('operators', '198.51.100.1'))
  assert.equal(paths.filter((path) => path === '/operators').length, 1)
})

test('keys that may not be fetched take no place of strangers’ keys that were', async (t) => {
  const { paths, save, present } = await open(t)
  await save('kept', 'https://keys.example/kept', 'registration')
  assertIssued(await present('kept', '198.51.100.1'))
  for (let i = 0; i < 1001; i += 1) {
    await save('stranger', `https://h.example/${i}`, 'registration')
    await present('stranger', flooder)
  }
  assertIssued(await present('kept', '198.51.100.1'))
  assert.equal(paths.filter((path) => path === '/kept').length, 1)
})

test('documents and keys are fetched within one limit where both share it', async (t) => {
  const listener = await listenHttp((_request, response) => response.writeHead(404).end())
  t.after(() => listener.close())
  const { outbound } = outboundTo(listener)
  const clock = settableClock(noon)
  const strangerFetches = createStrangerFetches(clock)
  const world = { outbound, clock, issuer, strangerFetches }
  const policy = { scope: ['read:documents'], grantTypes: ['authorization_code'] }
  const documents = createClientDocuments({ ...world, policy })
  const keys = createClientKeys(world)
  const client: ClientRecord = {
    client_id: 'stranger',
    redirect_uris: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    scope: '',
    origin: 'registration',
    secrets: [],
    status: 'active',
    createdAt: noon / 1000,
    updatedAt: noon / 1000,
  }
  const find = (address: string, path: number) =>
    keys
      .of({ ...client, jwks_uri: `https://h${path}.example/` }, { address, isHeldBack: false })
      .find('key-1', 'ES256')
  for (let i = 0; i < 9; i += 1) await find(flooder, i)
  assert.equal(await documents.find('https://one.example/id', { address: flooder }), undefined)
  assert.equal(listener.connections(), 10)
  await find(flooder, 9)
  await assert.rejects(documents.find('https://two.example/id', { address: flooder }))
  assert.equal(listener.connections(), 10)
  await find('198.51.100.1', 9)
  assert.equal(listener.connections(), 11)
})
