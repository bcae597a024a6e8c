import assert from 'node:assert/strict'
import { settableClock } from '@sallyport/protocol'
import { createRemoteKeys } from '@sallyport/tokens'
import { inEveryAdapter } from '../test/adapters/matrix.ts'
import { bearer } from '../test/support/send-raw.ts'
import {
  clientClaims,
  forge,
  issuer,
  jwks,
  makeKey,
  userClaims,
  userToken,
} from '../test/support/test-issuer.ts'

inEveryAdapter(
  'a caller has 100 requests a minute, and is told so on every answer',
  async (open) => {
    const api = await open({ route: { scopes: ['read:documents'] } })
    const token = bearer(userToken())
    for (let i = 1; i <= 100; i += 1) {
      const answer = await api.send({ headers: [token] })
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.header('ratelimit-policy'), ['"default";q=100;w=60'])
      assert.match(
        answer.header('ratelimit')[0] ?? '',
        new RegExp(`^"default";r=${100 - i};t=\\d+$`),
      )
    }
    const refused = await api.send({ headers: [token] })
    assert.equal(refused.status, 429)
    assert.match(refused.header('ratelimit')[0] ?? '', /^"default";r=0;t=\d+$/)
    const retryAfterSeconds = Number(refused.header('retry-after')[0])
    assert.ok(retryAfterSeconds >= 1 && retryAfterSeconds <= 65, String(retryAfterSeconds))
    assert.deepEqual(refused.header('content-type'), ['application/problem+json'])
    assert.equal(JSON.parse(refused.body).code, 'quota_exceeded')
    assert.equal(api.handled.length, 100)
    assert.deepEqual(api.audit.facts.at(-1)?.type, 'limit.hit')
    assert.equal(api.audit.facts.at(-1)?.subject, 'alice')

    const other = await api.send({ headers: [bearer(userToken({ sub: 'bob' }))] })
    assert.equal(other.status, 200)
    api.clock.advanceSeconds(retryAfterSeconds)
    assert.equal((await api.send({ headers: [token] })).status, 200)
  },
)

inEveryAdapter(
  'a user has one quota through all clients and tokens, a client its own',
  async (open) => {
    const api = await open({ options: { quota: { limit: 2, windowSeconds: 60 } } })
    const statusOf = async (token: string) => (await api.send({ headers: [bearer(token)] })).status
    assert.equal(await statusOf(userToken({ client_id: 'web' })), 200)
    assert.equal(await statusOf(userToken({ client_id: 'phone' })), 200)
    assert.equal(await statusOf(userToken({ client_id: 'tablet' })), 429)
    const ownToken = clientClaims({ sub: 'web', client_id: 'web' })
    assert.equal(await statusOf(forge(ownToken)), 200)
    // A user who is named like a client shares nothing with it.
    assert.equal(await statusOf(forge(clientClaims({ sub: 'alice', client_id: 'alice' }))), 200)
  },
)

inEveryAdapter(
  'a denied request costs quota and says so; a 401 says nothing of it',
  async (open) => {
    const api = await open({ route: { scopes: ['admin:users'] } })
    const denied = await api.send({ headers: [bearer(userToken())] })
    assert.equal(denied.status, 403)
    assert.match(denied.header('ratelimit')[0] ?? '', /r=99/)
    const unknown = await api.send({ headers: [bearer('bad')] })
    assert.equal(unknown.status, 401)
    assert.deepEqual(unknown.header('ratelimit'), [])
    assert.deepEqual(unknown.header('ratelimit-policy'), [])
    const again = await api.send({ headers: [bearer(userToken())] })
    assert.match(again.header('ratelimit')[0] ?? '', /r=98/)
  },
)

inEveryAdapter('authenticate() and then authorize() cost one request, not two', async (open) => {
  const api = await open({ authenticateFirst: true, route: { scopes: ['read:documents'] } })
  const first = await api.send({ headers: [bearer(userToken())] })
  assert.equal(first.status, 200)
  assert.equal(first.header('ratelimit').length, 1)
  assert.match(first.header('ratelimit')[0] ?? '', /r=99/)
})

inEveryAdapter('without a quota there is no limit and no header', async (open) => {
  const api = await open({ options: { quota: false } })
  const token = bearer(userToken())
  for (let i = 0; i < 110; i += 1) {
    const answer = await api.send({ headers: [token] })
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.header('ratelimit'), [])
  }
})

inEveryAdapter(
  'an address that fails too often is refused, but not the people behind it',
  async (open) => {
    const failures = { limit: 5, windowSeconds: 60 }
    const options = { failures, trustedProxies: ['127.0.0.1'] }
    const api = await open({ options })
    const from = (address: string) => ['X-Forwarded-For', address] as const
    const known = bearer(userToken())
    assert.equal((await api.send({ headers: [known, from('192.0.2.1')] })).status, 200)
    for (let i = 0; i < 5; i += 1) {
      const answer = await api.send({ headers: [bearer(`bad${i}`), from('192.0.2.1')] })
      assert.equal(answer.status, 401)
    }
    const blocked = await api.send({ headers: [bearer('bad'), from('192.0.2.1')] })
    assert.equal(blocked.status, 429)
    assert.ok(Number(blocked.header('retry-after')[0]) >= 1)
    assert.deepEqual(blocked.header('www-authenticate'), [])
    assert.equal(JSON.parse(blocked.body).code, 'too_many_failures')
    assert.equal(api.audit.facts.at(-1)?.type, 'limit.hit')
    assert.equal(api.audit.facts.at(-1)?.address, '192.0.2.1')

    // Known before the flood: served. Good, but new: it would cost a signature check.
    assert.equal((await api.send({ headers: [known, from('192.0.2.1')] })).status, 200)
    const fresh = bearer(userToken({ sub: 'bob' }))
    assert.equal((await api.send({ headers: [fresh, from('192.0.2.1')] })).status, 429)
    assert.equal((await api.send({ headers: [fresh, from('192.0.2.2')] })).status, 200)

    api.clock.advanceSeconds(70)
    const later = bearer(userToken({ sub: 'carol' }))
    assert.equal((await api.send({ headers: [later, from('192.0.2.1')] })).status, 200)
  },
)

inEveryAdapter('a caller cannot walk through its own /64', async (open) => {
  const failures = { limit: 2, windowSeconds: 60 }
  const api = await open({ options: { failures, trustedProxies: ['127.0.0.1'] } })
  const statusFrom = async (address: string) =>
    (await api.send({ headers: [bearer('bad'), ['X-Forwarded-For', address]] })).status
  assert.equal(await statusFrom('2001:db8::1'), 401)
  assert.equal(await statusFrom('2001:db8::2'), 401)
  assert.equal(await statusFrom('2001:db8::3'), 429)
  assert.equal(await statusFrom('2001:db8:0:1::3'), 401)
})

inEveryAdapter(
  'a revoked token that is known is refused from a blocked address too',
  async (open) => {
    const api = await open({ options: { failures: { limit: 2, windowSeconds: 60 } } })
    const known = bearer(userToken({ jti: 'token-1' }))
    assert.equal((await api.send({ headers: [known] })).status, 200)
    await api.send({ headers: [bearer('bad')] })
    await api.send({ headers: [bearer('bad')] })
    assert.equal((await api.send({ headers: [known] })).status, 200)
    api.revocations.revoked.add('token-1')
    assert.equal((await api.send({ headers: [known] })).status, 401)
  },
)

inEveryAdapter('requests without a token do not count as failures', async (open) => {
  const api = await open({ options: { failures: { limit: 2, windowSeconds: 60 } } })
  for (let i = 0; i < 10; i += 1) assert.equal((await api.send({})).status, 401)
  assert.equal((await api.send({ headers: [bearer(userToken())] })).status, 200)
})

inEveryAdapter(
  'A22 1000 unknown keys cost three fetches, and good tokens are served',
  async (open) => {
    let fetches = 0
    const fetch: typeof globalThis.fetch = async (input) => {
      const isKeySet = String(input).endsWith('/jwks')
      if (isKeySet) fetches += 1
      return Response.json(isKeySet ? jwks : { issuer, jwks_uri: `${issuer}/jwks` })
    }
    const remote = createRemoteKeys({ issuer, clock: settableClock(Date.now()), fetch })
    const failures = { limit: 2000, windowSeconds: 60 }
    const api = await open({ options: { keys: remote, failures, quota: false } })
    assert.equal((await api.send({ headers: [bearer(userToken())] })).status, 200)
    const before = fetches
    const stranger = makeKey('stranger')
    for (let round = 0; round < 20; round += 1) {
      const batch = Array.from({ length: 50 }, (_, i) =>
        api.send({
          headers: [bearer(forge(userClaims(), { kid: `kid-${round}-${i}` }, stranger))],
        }),
      )
      for (const { status } of await Promise.all(batch)) assert.equal(status, 401)
      const good = userToken({ sub: `user-${round}` })
      assert.equal((await api.send({ headers: [bearer(good)] })).status, 200)
    }
    assert.ok(fetches - before <= 3, `${fetches - before} fetches`)
  },
)

inEveryAdapter(
  'a blocked address is recorded once a minute, with how often it was refused',
  async (open) => {
    const api = await open({ options: { failures: { limit: 2, windowSeconds: 600 } } })
    const hits = () => api.audit.facts.filter(({ type }) => type === 'limit.hit')
    const knock = async () => (await api.send({ headers: [bearer('bad')] })).status
    for (let i = 0; i < 2; i += 1) assert.equal(await knock(), 401)
    assert.equal(api.audit.facts.length, 2, 'every refusal before the block is recorded')
    for (let i = 0; i < 10; i += 1) assert.equal(await knock(), 429)
    assert.deepEqual(
      hits().map(({ reasons }) => reasons),
      [['too_many_failures']],
    )
    api.clock.advanceSeconds(60)
    for (let i = 0; i < 10; i += 1) assert.equal(await knock(), 429)
    assert.deepEqual(
      hits().map(({ reasons }) => reasons),
      [['too_many_failures'], ['too_many_failures', 'times_10']],
    )
  },
)
