import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import express from 'express'
import { guard } from '../../src/express/express.ts'
import { bearer, type RawRequest, sendRaw } from '../support/send-raw.ts'
import { audience, issuer, keys, startMs, userToken } from '../support/test-issuer.ts'
import { createTestRevocations } from '../support/test-revocations.ts'

const revocations = createTestRevocations()
const clock = { nowMs: () => startMs }
const options = { issuer, audience, keys, clock, revocations }

async function listen(t: TestContext, app: express.Express) {
  const server: Server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return (request: RawRequest) => sendRaw(port, request)
}

test('route parameters reach the loader, and handlers find a typed principal', async (t) => {
  const app = express()
  const api = guard(options)
  const owners = new Map([['1', 'alice']])
  app.get(
    '/documents/:id',
    api.authorize({
      action: 'read',
      resource: ({ params }) => {
        const owner = owners.get(String(params.id))
        return owner === undefined ? undefined : { type: 'document', owner }
      },
      policy: ({ user, resource }) => user !== undefined && user.id === resource.owner,
    }),
    (req, res) => {
      const subject: string | undefined = req.auth?.subject
      res.json({ id: req.params.id, subject })
    },
  )
  const send = await listen(t, app)
  const headers = [bearer(userToken())]
  const found = await send({ target: '/documents/1', headers })
  assert.deepEqual(JSON.parse(found.body), { id: '1', subject: 'alice' })
  assert.equal((await send({ target: '/documents/2', headers })).status, 403)
  assert.equal((await send({ method: 'HEAD', target: '/documents/1', headers })).status, 200)
  assert.equal((await send({ method: 'HEAD', target: '/documents/2', headers })).status, 403)
})

test('O21-23 a token in the query is seen under a mounted router and behind a rewrite', async (t) => {
  const app = express()
  const router = express.Router()
  router.use(guard(options).authenticate(), (_req, res) => res.end('handled'))
  app.use('/api', (req, _res, next) => {
    req.url = '/rewritten'
    next()
  })
  app.use('/api', router)
  const send = await listen(t, app)
  const token = userToken()
  const both = await send({ target: `/api/x?access_token=${token}`, headers: [bearer(token)] })
  assert.equal(both.status, 400)
  assert.equal((await send({ target: '/api/x', headers: [bearer(token)] })).status, 200)
})

test('the body is left for the handler', async (t) => {
  const app = express()
  app.post('/', guard(options).authenticate(), express.json(), (req, res) => res.json(req.body))
  const send = await listen(t, app)
  const headers = [bearer(userToken()), ['Content-Type', 'application/json'] as const]
  const answer = await send({ method: 'POST', headers, body: '{"a":1}' })
  assert.deepEqual(JSON.parse(answer.body), { a: 1 })
})

test('what a handler throws goes to the error handler of the application', async (t) => {
  const app = express()
  app.get('/', guard(options).authenticate(), () => {
    throw new Error('of the handler')
  })
  const onError: express.ErrorRequestHandler = (error, _req, res, _next) => {
    res.status(418).end(String(error.message))
  }
  app.use(onError)
  const send = await listen(t, app)
  const answer = await send({ headers: [bearer(userToken())] })
  assert.deepEqual([answer.status, answer.body], [418, 'of the handler'])
  assert.equal((await send({})).status, 401)
})

test('BCP-05 one guard does not take the word of another', async (t) => {
  const app = express()
  const other = guard({ ...options, audience: 'https://other.example.com' })
  app.get(
    '/',
    guard(options).authenticate(),
    other.authorize({ scopes: ['read:documents'] }),
    (_req, res) => res.end('handled'),
  )
  const send = await listen(t, app)
  assert.equal((await send({ headers: [bearer(userToken())] })).status, 401)
  const both = userToken({ aud: [audience, 'https://other.example.com'] })
  assert.equal((await send({ headers: [bearer(both)] })).status, 200)
})

test('an answer that has begun before the guard decides is cut off', async (t) => {
  const app = express()
  app.use((_req, res, next) => {
    res.write('too early')
    next()
  })
  app.use(guard(options).authenticate(), (_req, res) => res.end('handled'))
  const send = await listen(t, app)
  const refused = await send({ headers: [bearer('bad')] })
  assert.equal(refused.body.includes('handled'), false)
  const passed = await send({ headers: [bearer(userToken())] })
  assert.equal(passed.body.includes('handled'), true)
})
