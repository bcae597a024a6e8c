import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '@sallyport/protocol'
import {
  createGuard,
  type GuardOptions,
  type GuardRequest,
  type IntrospectionRules,
  type IssuerOptions,
} from '../../src/index.ts'
import { bearer } from '../support/send-raw.ts'
import {
  foreignKey,
  foreignKeys,
  startEndpoint,
  type TestEndpoint,
} from '../support/test-foreign-issuer.ts'
import { audience, forge, startSeconds, userClaims, userToken } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'
import { adapters, type Plan, type Served } from './matrix.ts'

interface World {
  readonly endpoint: TestEndpoint
  open(rules?: Partial<IntrospectionRules>, options?: Partial<GuardOptions>): Promise<Served>
}

/** One test in every adapter, beside an issuer whose opaque tokens are introspected. */
function introspecting(name: string, body: (world: World) => Promise<void>): void {
  for (const adapter of adapters) {
    test(`${adapter.name}: ${name}`, async (t) => {
      const endpoint = await startEndpoint(t)
      await body({
        endpoint,
        open: async (rules = {}, options = {}) => {
          const introspection = { clientId: 'api', clientSecret: 'secret-word', ...rules }
          const issuers = [foreignOf(endpoint, { introspection })]
          const plan: Plan = { options: { issuers, ...options } }
          const served = await adapter.serve(plan)
          t.after(() => served.close())
          return served
        },
      })
    })
  }
}

function foreignOf({ url }: TestEndpoint, rest: object): IssuerOptions {
  const own = { issuer: url, profile: 'jwt', keys: foreignKeys } as const
  const rules = { clientId: 'api', clientSecret: 's', endpoint: `${url}/introspect` }
  const { introspection, ...others } = { introspection: {}, ...rest }
  return {
    ...own,
    ...others,
    revocations: createTestRevocations(),
    introspection: { ...rules, ...introspection },
  }
}

const active = {
  active: true,
  sub: 'alice',
  client_id: 'their-web',
  aud: audience,
  scope: 'read:documents',
  iat: startSeconds,
  exp: startSeconds + 600,
  token_type: 'Bearer',
}

async function statusOf(api: Served, token: string): Promise<number> {
  return (await api.send({ headers: [bearer(token)] })).status
}

introspecting('an opaque token passes when its issuer says that it is active', async (world) => {
  const { endpoint, open } = world
  const api = await open()
  endpoint.active.set('opaque-1', active)
  assert.equal(await statusOf(api, 'opaque-1'), 200)
  const [principal] = api.handled as Principal[]
  assert.equal(principal?.issuer, endpoint.url)
  assert.equal(principal?.subject, 'alice')
  assert.deepEqual(principal?.scopes, ['read:documents'])
  assert.equal(await statusOf(api, 'opaque-2'), 401)
  assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['inactive'])
  assert.doesNotMatch(JSON.stringify(api.audit.facts), /opaque-|secret-word/)
})

introspecting(
  'a signed JWT is verified here, and shown to no issuer',
  async ({ endpoint, open }) => {
    const api = await open()
    const theirs = forge(userClaims({ iss: endpoint.url, azp: 'their-web' }), {}, foreignKey)
    assert.equal(await statusOf(api, userToken()), 200)
    assert.equal(await statusOf(api, theirs), 200)
    assert.equal(await statusOf(api, `${userToken()}=`), 401)
    assert.equal(await statusOf(api, userToken({ iss: 'https://evil.example' })), 401)
    assert.equal(await statusOf(api, forge(userClaims({ iss: endpoint.url }))), 401)
    assert.deepEqual(endpoint.asked, [])
  },
)

introspecting(
  'its issuer is asked about JWTs as well where that is configured, and only about its own',
  async ({ endpoint, open }) => {
    const api = await open({ tokens: 'all' })
    const theirs = forge(userClaims({ iss: endpoint.url, azp: 'their-web' }), {}, foreignKey)
    assert.equal(await statusOf(api, theirs), 401)
    assert.deepEqual(endpoint.asked, [theirs])
    api.clock.advanceSeconds(5)
    endpoint.active.set(theirs, active)
    assert.equal(await statusOf(api, theirs), 200)
    assert.equal(await statusOf(api, userToken()), 200)
    assert.equal(endpoint.asked.length, 2)
  },
)

test('a guard of one issuer does not show it the JWTs of another', async (t) => {
  const endpoint = await startEndpoint(t)
  const guard = createGuard<GuardRequest>(
    { audience, issuers: [foreignOf(endpoint, { introspection: { tokens: 'all' } })] },
    (request) => request,
  )
  const judge = (token: string) =>
    guard.authenticate({
      method: 'GET',
      target: '/',
      headers: [bearer(token)],
      peer: { address: '192.0.2.1' },
      hasTokenInBody: false,
    })
  assert.equal((await judge(userToken())).kind, 'refuse')
  assert.deepEqual(endpoint.asked, [])
  const theirs = forge(userClaims({ iss: endpoint.url }), {}, foreignKey)
  const now = Math.floor(Date.now() / 1000)
  endpoint.active.set(theirs, { ...active, iat: now, exp: now + 60 })
  assert.equal((await judge(theirs)).kind, 'pass')
  assert.deepEqual(endpoint.asked, [theirs])
})

introspecting(
  'INTR-06 an answer is believed for ten seconds and never past exp',
  async ({ endpoint, open }) => {
    const api = await open()
    endpoint.active.set('opaque-1', active)
    for (let i = 0; i < 5; i += 1) assert.equal(await statusOf(api, 'opaque-1'), 200)
    assert.equal(endpoint.asked.length, 1)
    endpoint.active.delete('opaque-1')
    api.clock.advanceSeconds(9)
    assert.equal(await statusOf(api, 'opaque-1'), 200)
    api.clock.advanceSeconds(1)
    assert.equal(await statusOf(api, 'opaque-1'), 401)
    assert.equal(endpoint.asked.length, 2)

    const exp = startSeconds + 10 + 3
    endpoint.active.set('short', { ...active, exp })
    assert.equal(await statusOf(api, 'short'), 200)
    endpoint.active.delete('short')
    api.clock.advanceSeconds(3)
    assert.equal(await statusOf(api, 'short'), 401)
  },
)

introspecting('cacheSeconds 0 asks at each request', async ({ endpoint, open }) => {
  const api = await open({ cacheSeconds: 0 })
  endpoint.active.set('opaque-1', active)
  for (let i = 0; i < 3; i += 1) assert.equal(await statusOf(api, 'opaque-1'), 200)
  assert.equal(endpoint.asked.length, 3)
  endpoint.active.delete('opaque-1')
  assert.equal(await statusOf(api, 'opaque-1'), 401)
})

introspecting(
  'INTR-04 BCP-05 a token for another API, and a refresh token, are refused',
  async (world) => {
    const { endpoint, open } = world
    const api = await open()
    endpoint.active.set('other', { ...active, aud: 'https://other.example.com' })
    endpoint.active.set('refresh', { ...active, aud: undefined, token_type: undefined })
    endpoint.active.set('good', active)
    assert.equal(await statusOf(api, 'other'), 401)
    assert.equal(await statusOf(api, 'refresh'), 401)
    assert.deepEqual(api.handled, [])
    assert.equal(await statusOf(api, 'good'), 200)
  },
)

introspecting(
  'an endpoint that is down refuses with 503, which is nobody’s failure',
  async ({ endpoint, open }) => {
    const api = await open({}, { failures: { limit: 1, windowSeconds: 60 } })
    endpoint.active.set('opaque-1', active)
    endpoint.status = 500
    for (let i = 0; i < 3; i += 1) {
      const refused = await api.send({ headers: [bearer('opaque-1')] })
      assert.equal(refused.status, 503)
      assert.ok(Number(refused.header('retry-after')[0]) >= 1)
      assert.doesNotMatch(refused.text, /opaque-1/)
    }
    assert.deepEqual(new Set(api.faults), new Set(['introspection_unavailable']))
    assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['introspection_unavailable'])
    assert.equal(await statusOf(api, userToken()), 200)
    endpoint.status = 200
    assert.equal(await statusOf(api, 'opaque-1'), 200)
  },
)

introspecting(
  'M01 a flood of made-up tokens reaches the issuer no more often than it may fail',
  async ({ endpoint, open }) => {
    const api = await open({}, { failures: { limit: 20, windowSeconds: 60 } })
    endpoint.active.set('known', active)
    assert.equal(await statusOf(api, 'known'), 200)
    endpoint.asked.length = 0
    const flood = await Promise.all(
      Array.from({ length: 100 }, (_, i) => statusOf(api, `made-up-${i}`)),
    )
    assert.deepEqual(new Set(flood), new Set([401, 429]))
    assert.equal(flood.filter((status) => status === 401).length, endpoint.asked.length)
    assert.ok(endpoint.asked.length <= 20, `${endpoint.asked.length} questions`)
    for (let i = 0; i < 30; i += 1) await statusOf(api, `more-${i}`)
    assert.ok(endpoint.asked.length <= 20, `${endpoint.asked.length} questions`)
    assert.equal(await statusOf(api, 'known'), 200)
    api.clock.advanceSeconds(70)
    assert.equal(await statusOf(api, 'known'), 200)
  },
)
