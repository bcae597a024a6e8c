import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { makeClientKey, presenting, writeAssertion } from '../support/assertions.ts'
import { listenHttp, outboundTo } from '../support/listener.ts'
import { noon, openAuthority, saveClient } from '../support/open-authority.ts'
import { tokenRequest } from '../support/person.ts'
import { assertIssued, assertRefused, reasonsOf } from '../support/token-outcomes.ts'

const jwks_uri = 'https://keys.internal/jwks'
const key = await makeClientKey()

/** An authority with a client `signer`, whose keys are where `answer` speaks. */
async function openWithKeysAt(
  t: TestContext,
  answer: RequestListener,
  client: Parameters<typeof saveClient>[1] = { client_id: 'signer' },
) {
  const listener = await listenHttp(answer)
  const { outbound } = outboundTo(listener, { 'keys.internal': ['10.0.0.7'] })
  const bench = await openAuthority({ outbound })
  t.after(() => Promise.all([bench.close(), listener.close()]))
  await saveClient(bench.store, {
    redirect_uris: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri,
    ...client,
  })
  let addresses = 0
  const present = async (assertion: string | Promise<string>) => {
    addresses += 1
    return tokenRequest(
      bench,
      {
        grant_type: 'client_credentials',
        code_verifier: undefined,
        ...presenting(await assertion),
      },
      { address: `198.51.100.${addresses}` },
    )
  }
  return { bench, listener, present }
}

function publish(...keys: readonly object[]): RequestListener {
  return (_request, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }))
}

test('PKJ-08 keys at an address are fetched once for many assertions', async (t) => {
  const { listener, present } = await openWithKeysAt(t, publish(key.publicJwk))
  for (let i = 0; i < 5; i += 1) assertIssued(await present(writeAssertion('signer', key)))
  assert.equal(listener.connections(), 1)
})

test('PKJ-08 a hundred keys that nobody has cause two fetches, not a hundred', async (t) => {
  const { bench, listener, present } = await openWithKeysAt(t, publish(key.publicJwk))
  for (let i = 0; i < 100; i += 1) {
    const forged = writeAssertion('signer', { ...key, kid: `no-such-key-${i}` })
    assertRefused(await present(forged), 401, 'invalid_client')
  }
  assert.equal(listener.connections(), 2)
  assertIssued(await present(writeAssertion('signer', key)))
  bench.clock.advanceSeconds(61)
  const late = { iat: undefined, exp: noon / 1000 + 120 }
  const again = writeAssertion('signer', { ...key, kid: 'no-such-key' }, late)
  assertRefused(await present(again), 401, 'invalid_client')
  assert.equal(listener.connections(), 3)
})

test('PKJ-08 a new key is fetched when it is first used, and an old one is then gone', async (t) => {
  const next = await makeClientKey('key-2')
  let published = [key.publicJwk]
  const { present } = await openWithKeysAt(t, (request, response) =>
    publish(...published)(request, response),
  )
  assertIssued(await present(writeAssertion('signer', key)))
  published = [next.publicJwk]
  assertIssued(await present(writeAssertion('signer', next)))
  assertRefused(await present(writeAssertion('signer', key)), 401, 'invalid_client')
})

test('PKJ-08 keys that cannot be had refuse, count as nobody’s guess, and are tried again', async (t) => {
  let isBroken = true
  const { bench, listener, present } = await openWithKeysAt(t, (request, response) =>
    isBroken ? response.writeHead(500).end() : publish(key.publicJwk)(request, response),
  )
  for (let i = 0; i < 30; i += 1) {
    assertRefused(await present(writeAssertion('signer', key)), 401, 'invalid_client')
  }
  assert.equal(listener.connections(), 1)
  const reasons = await reasonsOf(bench, 'client_authentication.failed')
  assert.deepEqual([...new Set(reasons)], ['assertion_keys_unavailable'])
  isBroken = false
  bench.clock.advanceSeconds(11)
  assertIssued(await present(writeAssertion('signer', key)))
})

test('PKJ-08 a key set that redirects, is too large or is not JSON gives no key', async (t) => {
  const large = { kty: 'EC', note: 'x'.repeat(70_000) }
  for (const [what, answer] of [
    ['redirect', (_q, response) => response.writeHead(302, { location: jwks_uri }).end()],
    ['size', publish(key.publicJwk, large)],
    ['type', (_q, response) => response.end(JSON.stringify({ keys: [key.publicJwk] }))],
    ['shape', (_q, response) => response.setHeader('content-type', 'application/json').end('[]')],
  ] satisfies [string, RequestListener][]) {
    const { present } = await openWithKeysAt(t, answer)
    assertRefused(await present(writeAssertion('signer', key)), 401, 'invalid_client', what)
  }
  const { present } = await openWithKeysAt(t, publish(key.publicJwk))
  assertIssued(await present(writeAssertion('signer', key)))
})

test('PKJ-08 only a client that the operator vouches for may have its keys in a private network', async (t) => {
  const open = (origin: 'operator' | 'registration') =>
    openWithKeysAt(t, publish(key.publicJwk), {
      client_id: 'signer',
      origin,
    })
  const stranger = await open('registration')
  const refused = await stranger.present(writeAssertion('signer', key))
  assertRefused(refused, 401, 'invalid_client')
  assert.equal(stranger.listener.connections(), 0)
  const operators = await open('operator')
  assertIssued(await operators.present(writeAssertion('signer', key)))
})
