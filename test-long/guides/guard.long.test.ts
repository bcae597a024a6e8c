import assert from 'node:assert/strict'
import { Server } from 'node:http'
import { type TestContext, test } from 'node:test'
import guideAdditions from '../../examples/guides/src/sallyport.config.ts'
import streamAdditions from '../../examples/guides/src/stream.config.ts'
import { takeGuideToken } from '../../test/end-to-end/support/guide-token.ts'
import {
  call,
  guideSecrets,
  moveAddresses,
  serve,
  startGuides,
  whereItListens,
} from '../../test/end-to-end/support/start-guides.ts'
import {
  apiSecret,
  jwtApi,
  opaqueApi,
  startProvider,
} from '../../test/end-to-end/support/start-provider.ts'

/** Where each of them is served. */
const hosts: Readonly<Record<string, (t: TestContext) => Promise<string>>> = {
  'the first screen of the README': async (t) => {
    await import('../../examples/guides/src/shortest.ts')
    return serve(t, (await import('../../examples/guides/src/your-api.ts')).app)
  },
  Express: async (t) =>
    whereItListens(t, (await import('../../examples/guides/src/express.ts')).server),
  Fastify: async (t) => {
    const { app } = await import('../../examples/guides/src/fastify.ts')
    return whereItListens(t, app.server)
  },
  Hono: async (t) => {
    const { server } = await import('../../examples/guides/src/hono.ts')
    assert.ok(server instanceof Server)
    return whereItListens(t, server)
  },
  'node:http': async (t) =>
    whereItListens(t, (await import('../../examples/guides/src/node.ts')).server),
}

test('the guides to guard an API hold, for each host', async (t) => {
  const guides = await startGuides(t)
  const read = await takeGuideToken(guides, 'read:documents')
  const write = await takeGuideToken(guides, 'write:documents')
  for (const [name, start] of Object.entries(hosts)) {
    const url = `${await start(t)}/api/reports`
    const answer = await call(url, read)
    assert.equal(answer.status, 200, name)
    assert.match(await answer.text(), /spring/, name)
    assert.equal((await call(url)).status, 401, name)
    assert.equal((await call(url, write)).status, 403, name)
  }
})

test('the guide to guard an API holds: a revocation is heard by a guard that shares no store', async (t) => {
  const { resources, clients } = streamAdditions
  const guides = await startGuides(t, {
    ...guideAdditions,
    resources,
    clients: [...(guideAdditions.clients ?? []), ...clients],
  })
  process.env.API_SECRET = guideSecrets.API_SECRET
  t.after(() => delete process.env.API_SECRET)
  const { app, ports } = await import('../../examples/guides/src/guard-stream.ts')
  t.after(() => ports.close())
  const url = `${await serve(t, app)}/api/reports`
  const token = await takeGuideToken(guides, 'read:documents')
  assert.equal((await call(url, token)).status, 200)
  await guides.sallyport.store.revocations.revoke({
    target: { kind: 'subject', id: 'alice' },
    now: Math.floor(guides.clock.nowMs() / 1000),
  })
  await ports.revocations.catchUp()
  assert.equal((await call(url, token)).status, 401)
})

test('the guide to guard an API holds: a revocation is heard, decisions are recorded', async (t) => {
  const guides = await startGuides(t)
  const { app, ports } = await import('../../examples/guides/src/guard-ports.ts')
  t.after(() => ports.close())
  const url = `${await serve(t, app)}/api/reports`
  const token = await takeGuideToken(guides, 'read:documents')
  assert.equal((await call(url, token)).status, 200)
  await guides.sallyport.store.revocations.revoke({
    target: { kind: 'subject', id: 'alice' },
    now: Math.floor(guides.clock.nowMs() / 1000),
  })
  await ports.revocations.catchUp()
  assert.equal((await call(url, token)).status, 401)
  const events = await guides.sallyport.store.audit.since(0, 1000)
  const types = events.map(({ event }) => event.type)
  assert.ok(types.includes('decision.allowed') && types.includes('authentication.refused'))
})

test('the guide to policies holds: owners, auditors on weekdays, nobody else', async (t) => {
  const guides = await startGuides(t)
  const { server, reportsPolicy } = await import('../../examples/guides/src/policy.ts')
  const api = `${await whereItListens(t, server)}/api/reports`
  const token = await takeGuideToken(guides, 'read:documents write:documents')
  const statusOf = async (id: string, method = 'GET') =>
    (await call(`${api}/${id}`, token, { method })).status
  assert.deepEqual([await statusOf('spring'), await statusOf('summer')], [200, 403])
  assert.deepEqual([await statusOf('nothing'), await statusOf('summer', 'DELETE')], [403, 403])
  assert.deepEqual([await statusOf('spring', 'DELETE'), await statusOf('spring')], [204, 403])

  const input = {
    user: { id: 'erin', roles: ['auditor'], scopes: ['read:documents'] },
    client: { id: 'desktop' },
    action: 'read',
    resource: { type: 'report', id: 'spring', owner: 'alice' },
    environment: { time: '12:00', timestamp: 0, weekday: 'monday' },
  } as const
  const decide = async (change: object) => (await reportsPolicy({ ...input, ...change })).allow
  assert.equal(await decide({}), true)
  assert.equal(await decide({ action: 'delete' }), false)
  assert.equal(await decide({ environment: { ...input.environment, weekday: 'sunday' } }), false)
  assert.equal(await decide({ user: undefined }), false)
})

test('the guide to policies in Rego holds: owners, and nobody else', async (t) => {
  const guides = await startGuides(t)
  const { server, policies } = await import('../../examples/guides/src/rego-policy.ts')
  t.after(() => policies.stop())
  const api = `${await whereItListens(t, server)}/api/reports`
  const token = await takeGuideToken(guides, 'read:documents write:documents')
  const statusOf = async (id: string, method = 'GET') =>
    (await call(`${api}/${id}`, token, { method })).status
  assert.deepEqual([await statusOf('spring'), await statusOf('summer')], [200, 403])
  assert.deepEqual([await statusOf('nothing'), await statusOf('summer', 'DELETE')], [403, 403])
  assert.deepEqual([await statusOf('spring', 'DELETE'), await statusOf('spring')], [204, 403])
})

test('the guide to browser pages holds: the listed origin may, another may not', async (t) => {
  await startGuides(t)
  const { server } = await import('../../examples/guides/src/browser-pages.ts')
  const url = `${await whereItListens(t, server)}/api/reports`
  const allowed = async (origin: string) => {
    const asked = { origin, 'access-control-request-method': 'GET' }
    const preflight = await call(url, undefined, { method: 'OPTIONS', headers: asked })
    return preflight.headers.get('access-control-allow-origin')
  }
  assert.equal(await allowed('https://app.example.com'), 'https://app.example.com')
  assert.equal(await allowed('https://other.example.com'), null)
  const refused = await call(url, undefined, { headers: { origin: 'https://app.example.com' } })
  assert.equal(refused.status, 401)
  assert.equal(refused.headers.get('access-control-allow-origin'), 'https://app.example.com')
})

test('the guide to step-up holds: an old sign-in reads, and is told how to do more', async (t) => {
  const guides = await startGuides(t)
  const { server } = await import('../../examples/guides/src/step-up.ts')
  const url = `${await whereItListens(t, server)}/api/reports`
  const scope = 'read:documents write:documents'
  const fresh = await takeGuideToken(guides, scope)
  assert.equal((await call(url, fresh, { method: 'DELETE' })).status, 204)
  const old = await takeGuideToken(guides, scope, { signedInSecondsAgo: 301 })
  assert.equal((await call(url, old)).status, 200)
  const refused = await call(url, old, { method: 'DELETE' })
  assert.equal(refused.status, 401)
  const challenge = refused.headers.get('www-authenticate') ?? ''
  assert.match(challenge, /error="insufficient_user_authentication"/)
  assert.match(challenge, /max_age="?300"?/)
  t.diagnostic(challenge)
})

test('the guide to foreign issuers holds: two issuers, one API, opaque tokens asked about', async (t) => {
  const guides = await startGuides(t)
  const provider = await startProvider(t)
  moveAddresses(t, { 'https://id.example.com': provider.issuer })
  process.env.API_SECRET = apiSecret
  const both = await import('../../examples/guides/src/foreign-issuers.ts')
  const opaque = await import('../../examples/guides/src/introspection.ts')

  const url = `${await serve(t, both.app)}/api/reports`
  const own = await call(url, await takeGuideToken(guides, 'read:documents'))
  const foreign = await call(url, (await provider.alice(jwtApi)).access_token)
  assert.deepEqual(
    [await own.json(), await foreign.json()],
    [{ reader: `${guides.issuer} alice` }, { reader: `${provider.issuer} alice` }],
  )
  const other = (await provider.worker('https://other.example.com')).access_token
  assert.equal((await call(url, other)).status, 401)

  const asked = `${await serve(t, opaque.app)}/api/reports`
  const token = (await provider.alice(opaqueApi)).access_token
  assert.deepEqual(await (await call(asked, token)).json(), { roles: ['staff'] })
  assert.equal((await call(asked, `${token}x`)).status, 401)
})
