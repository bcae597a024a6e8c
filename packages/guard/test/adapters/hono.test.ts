import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { guard, type HonoGuardOptions } from '../../src/hono/hono.ts'
import { bearer, type RawRequest, sendRaw } from '../support/send-raw.ts'
import { createTestAudit } from '../support/test-audit.ts'
import { audience, issuer, keys, startMs, userToken } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

const revocations = createTestRevocations()
const clock = { nowMs: () => startMs }
const options = { issuer, audience, keys, clock, revocations }

async function listen(t: TestContext, app: Hono) {
  const server = createServer(getRequestListener(app.fetch))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return (request: RawRequest) => sendRaw(port, request)
}

test('route parameters reach the loader, and handlers find a typed principal', async (t) => {
  const app = new Hono()
  const api = guard(options)
  const owners = new Map([['1', 'alice']])
  const gate = api.authorize({
    action: 'read',
    resource: (c) => {
      const owner = owners.get(c.req.param('id') ?? '')
      return owner === undefined ? undefined : { type: 'document', owner }
    },
    policy: ({ user, resource }) => user !== undefined && user.id === resource.owner,
  })
  app.get('/documents/:id', gate, (c) => {
    const subject: string = c.get('auth').subject
    return c.json({ id: c.req.param('id'), subject })
  })
  const send = await listen(t, app)
  const headers = [bearer(userToken())]
  const found = await send({ target: '/documents/1', headers })
  assert.deepEqual(JSON.parse(found.body), { id: '1', subject: 'alice' })
  assert.equal((await send({ target: '/documents/2', headers })).status, 403)
  assert.equal((await send({ method: 'HEAD', target: '/documents/1', headers })).status, 200)
  assert.equal((await send({ method: 'HEAD', target: '/documents/2', headers })).status, 403)
})

test('a middleware of the app guards every route, and types the principal as one that may be absent', async (t) => {
  const app = new Hono()
  app.use(guard(options).authenticate())
  app.get('/', (c) => {
    const subject: string | undefined = c.get('auth')?.subject
    return c.text(subject ?? '')
  })
  const send = await listen(t, app)
  assert.equal((await send({})).status, 401)
  assert.equal((await send({ target: '/nothing/here' })).status, 401)
  assert.equal((await send({ headers: [bearer(userToken())] })).body, 'alice')
})

test('every kind of answer tells of the quota: texts, responses of their own, streams, throws', async (t) => {
  const app = new Hono()
  app.use(guard(options).authenticate())
  app.get('/text', (c) => c.text('handled'))
  app.get('/response', () => new Response('handled'))
  app.get('/stream', (c) => {
    const bytes = new TextEncoder().encode('handled')
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(bytes)
        controller.close()
      },
    })
    return c.body(stream)
  })
  app.get('/throw', () => {
    throw new Error('of the handler')
  })
  app.onError((error, c) => c.text(`handled ${error.message}`, 418))
  const send = await listen(t, app)
  for (const target of ['/text', '/response', '/stream', '/throw', '/unknown']) {
    const answer = await send({ target, headers: [bearer(userToken())] })
    assert.equal(answer.header('ratelimit').length, 1, target)
    assert.equal(answer.header('ratelimit-policy').length, 1, target)
    if (target !== '/unknown') assert.match(answer.body, /handled/, target)
  }
})

test('O21-23 a token in the query is seen under a mounted app', async (t) => {
  const inner = new Hono()
  inner.use(guard(options).authenticate())
  inner.get('/x', (c) => c.text('handled'))
  const app = new Hono()
  app.route('/routed', inner)
  app.mount('/mounted', inner.fetch, { optionHandler: (c) => c.env })
  const send = await listen(t, app)
  const token = userToken()
  for (const path of ['/routed/x', '/mounted/x']) {
    const both = await send({ target: `${path}?access_token=${token}`, headers: [bearer(token)] })
    assert.equal(both.status, 400, path)
    assert.equal((await send({ target: path, headers: [bearer(token)] })).body, 'handled', path)
  }
})

test('O21-23 a token in a form is seen however the body was parsed', async (t) => {
  const parsers: ((c: Context) => Promise<unknown>)[] = [
    (c) => c.req.parseBody(),
    (c) => c.req.formData(),
    (c) => c.req.text(),
    (c) => c.req.arrayBuffer(),
    (c) => c.req.blob(),
  ]
  for (const parse of parsers) {
    const app = new Hono()
    app.use(async (c, next) => {
      await parse(c)
      await next()
    })
    app.use(guard(options).authenticate())
    app.post('/', (c) => c.text('handled'))
    const send = await listen(t, app)
    const token = userToken()
    const headers = [['Content-Type', 'application/x-www-form-urlencoded'] as const, bearer(token)]
    const both = await send({ method: 'POST', headers, body: `access_token=${token}` })
    assert.equal(both.status, 400, String(parse))
    const control = await send({ method: 'POST', headers, body: 'a=b' })
    assert.equal(control.body, 'handled', String(parse))
  }
})

test('the body is left for the handler', async (t) => {
  const app = new Hono()
  app.post('/', guard(options).authenticate(), async (c) => c.json(await c.req.json()))
  const send = await listen(t, app)
  const headers = [bearer(userToken()), ['Content-Type', 'application/json'] as const]
  const answer = await send({ method: 'POST', headers, body: '{"a":1}' })
  assert.deepEqual(JSON.parse(answer.body), { a: 1 })
})

test('BCP-05 one guard does not take the word of another', async (t) => {
  const app = new Hono()
  const other = guard({ ...options, audience: 'https://other.example.com' })
  app.use(guard(options).authenticate(), other.authorize({ scopes: ['read:documents'] }))
  app.get('/', (c) => c.text('handled'))
  const send = await listen(t, app)
  assert.equal((await send({ headers: [bearer(userToken())] })).status, 401)
  const both = userToken({ aud: [audience, 'https://other.example.com'] })
  assert.equal((await send({ headers: [bearer(both)] })).status, 200)
})

test('a request that shows neither peer nor header pairs is refused, and the host told what to give', async () => {
  const told: unknown[] = []
  const app = appWith({ onFault: (error) => told.push(error) })
  for (const env of [undefined, {}, { incoming: undefined }, { incoming: {} }, { incoming: 'x' }]) {
    const answer = await app.request('/', { headers: [[...bearer(userToken())]] }, env)
    assert.equal(answer.status, 500)
    assert.equal((await answer.json()).code, 'fault')
  }
  assert.match(String(told[0]), /serve the app with `@hono\/node-server`, or give `transport`/)
})

test('`transport` says what the runtime knows, and half of it is refused', async () => {
  const audit = createTestAudit()
  const headers = [[...bearer(userToken())]] as [string, string][]
  const send = async (transport: unknown) => {
    const given = { transport, audit, onFault: () => {} } as Partial<HonoGuardOptions>
    const answer = await appWith(given).request('/', { headers })
    return answer.status
  }
  const pairs = (c: Context) => [...c.req.raw.headers]
  const peer = { address: '192.0.2.1' }
  assert.equal(await send((c: Context) => ({ peer, headers: pairs(c) })), 200)
  assert.equal(await send(() => ({ peer, headers: [] })), 401)
  assert.equal(audit.facts.at(-1)?.address, '192.0.2.1')
  const twice = (c: Context) => [...pairs(c), ...pairs(c)]
  assert.equal(await send((c: Context) => ({ peer, headers: twice(c) })), 400)
  // No address is something that a transport may say, but not something that it may forget.
  assert.equal(
    await send((c: Context) => ({ peer: { address: undefined }, headers: pairs(c) })),
    200,
  )
  const halves: ((c: Context) => unknown)[] = [
    (c) => ({ headers: pairs(c) }),
    (c) => ({ peer: {}, headers: pairs(c) }),
    (c) => ({ peer: null, headers: pairs(c) }),
    () => ({ peer }),
    () => ({ peer, headers: {} }),
    () => ({ peer, headers: [['authorization']] }),
    () => undefined,
    () => {
      throw new Error('of the host')
    },
  ]
  for (const half of halves) assert.equal(await send(half), 500, String(half))
})

test('`transport` must be a function', () => {
  const given = { ...options, transport: {} } as unknown as HonoGuardOptions
  assert.throws(() => guard(given), /`transport` must be a function/)
})

function appWith(given: Partial<HonoGuardOptions>): Hono {
  const app = new Hono()
  app.use(guard({ ...options, ...given }).authenticate())
  app.get('/', (c) => c.text('handled'))
  return app
}
