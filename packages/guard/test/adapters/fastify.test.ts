import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import createApp, { type FastifyInstance } from 'fastify'
import { guard } from '../../src/fastify/fastify.ts'
import { bearer, type RawRequest, sendRaw } from '../support/send-raw.ts'
import { audience, issuer, keys, startMs, userToken } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

const revocations = createTestRevocations()
const clock = { nowMs: () => startMs }
const options = { issuer, audience, keys, clock, revocations }

async function listen(t: TestContext, app: FastifyInstance) {
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  const { port } = app.server.address() as AddressInfo
  return (request: RawRequest) => sendRaw(port, request)
}

for (const hook of ['onRequest', 'preValidation', 'preHandler'] as const) {
  test(`${hook}: route parameters reach the loader, and handlers find a typed principal`, async (t) => {
    const app = createApp()
    const api = guard(options)
    const owners = new Map([['1', 'alice']])
    const gate = api.authorize({
      action: 'read',
      resource: ({ params }) => {
        const owner = owners.get((params as { id: string }).id)
        return owner === undefined ? undefined : { type: 'document', owner }
      },
      policy: ({ user, resource }) => user !== undefined && user.id === resource.owner,
    })
    app.get<{ Params: { id: string } }>('/documents/:id', { [hook]: gate }, async (request) => {
      const subject: string | undefined = request.auth?.subject
      return { id: request.params.id, subject }
    })
    const send = await listen(t, app)
    const headers = [bearer(userToken())]
    const found = await send({ target: '/documents/1', headers })
    assert.deepEqual(JSON.parse(found.body), { id: '1', subject: 'alice' })
    assert.equal((await send({ target: '/documents/2', headers })).status, 403)
    assert.equal((await send({ method: 'HEAD', target: '/documents/1', headers })).status, 200)
    assert.equal((await send({ method: 'HEAD', target: '/documents/2', headers })).status, 403)
  })
}

test('a hook of a scope guards its routes, unknown paths under it included', async (t) => {
  const app = createApp()
  const api = guard(options)
  app.register(
    async (scope) => {
      scope.addHook('onRequest', api.authenticate())
      scope.get('/x', async ({ auth }) => auth?.subject)
      scope.setNotFoundHandler((_request, reply) => reply.code(404).send('nothing here'))
    },
    { prefix: '/api' },
  )
  app.get('/open', async () => 'open')
  const send = await listen(t, app)
  const headers = [bearer(userToken())]
  assert.equal((await send({ target: '/api/x' })).status, 401)
  assert.equal((await send({ target: '/api/y' })).status, 401)
  assert.equal((await send({ target: '/api/x', headers })).body, 'alice')
  assert.equal((await send({ target: '/api/y', headers })).status, 404)
  assert.equal((await send({ target: '/open' })).body, 'open')
})

test('O21-23 a token in the query is seen behind a rewrite', async (t) => {
  const app = createApp({ rewriteUrl: () => '/rewritten' })
  app.get('/rewritten', { onRequest: guard(options).authenticate() }, async () => 'handled')
  const send = await listen(t, app)
  const token = userToken()
  const both = await send({ target: `/x?access_token=${token}`, headers: [bearer(token)] })
  assert.equal(both.status, 400)
  assert.equal((await send({ target: '/x', headers: [bearer(token)] })).body, 'handled')
})

test('a refused request is answered before its body is parsed', async (t) => {
  const app = createApp()
  let parsed = 0
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, text, done) => {
    parsed += 1
    done(null, text)
  })
  app.post('/', { onRequest: guard(options).authenticate() }, async ({ body }) => body)
  const send = await listen(t, app)
  const type = ['Content-Type', 'text/plain'] as const
  assert.equal((await send({ method: 'POST', headers: [type], body: 'hello' })).status, 401)
  assert.equal(parsed, 0)
  const headers = [type, bearer(userToken())]
  assert.equal((await send({ method: 'POST', headers, body: 'hello' })).body, 'hello')
})

test('what a handler throws goes to the error handler, and quota is told all the same', async (t) => {
  const app = createApp()
  app.get('/', { onRequest: guard(options).authenticate() }, async () => {
    throw new Error('of the handler')
  })
  app.setErrorHandler((error: Error, _request, reply) => reply.code(418).send(error.message))
  const send = await listen(t, app)
  const answer = await send({ headers: [bearer(userToken())] })
  assert.deepEqual([answer.status, answer.body], [418, 'of the handler'])
  assert.equal(answer.header('ratelimit').length, 1)
  assert.equal((await send({})).status, 401)
})

test('BCP-05 one guard does not take the word of another', async (t) => {
  const app = createApp()
  const other = guard({ ...options, audience: 'https://other.example.com' })
  const onRequest = [guard(options).authenticate(), other.authorize({ scopes: ['read:documents'] })]
  app.get('/', { onRequest }, async () => 'handled')
  const send = await listen(t, app)
  assert.equal((await send({ headers: [bearer(userToken())] })).status, 401)
  const both = userToken({ aud: [audience, 'https://other.example.com'] })
  assert.equal((await send({ headers: [bearer(both)] })).status, 200)
})

test('an answer that has begun before the guard decides is cut off', async (t) => {
  const app = createApp()
  app.addHook('onRequest', async (_request, reply) => {
    reply.raw.write('too early')
  })
  app.get('/', { onRequest: guard(options).authenticate() }, (_request, reply) => {
    reply.hijack()
    reply.raw.end('handled')
  })
  const send = await listen(t, app)
  const refused = await send({ headers: [bearer('bad')] })
  assert.equal(refused.body.includes('handled'), false)
  const passed = await send({ headers: [bearer(userToken())] })
  assert.equal(passed.body.includes('handled'), true)
})
