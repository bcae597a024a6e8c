import assert from 'node:assert/strict'
import { bearer } from '../support/send-raw.ts'
import { userToken } from '../support/test-issuer.ts'
import { inEveryAdapter } from './matrix.ts'

const app = 'https://app.example.com'
const cors = { origins: [app, 'http://localhost:5173'] }
const from = (origin: string) => ['Origin', origin] as const
const asks = ['Access-Control-Request-Method', 'POST'] as const

/** Everything that is not `https://app.example.com`. */
const strangers = [
  'null',
  '',
  '*',
  'https://app.example.com.evil',
  'https://app.example.evil',
  'https://evilapp.example.com',
  'https://evil-app.example.com',
  'https://app.example.com:8443',
  'https://app.example.com:443',
  'http://app.example.com',
  'http://localhost:5174',
  'https://app.example.com/',
  'https://APP.example.com',
  'https://app.example.com%00.evil',
  'https://app.example.com, https://evil.example',
  'https://evil.example',
  '__proto__',
]

inEveryAdapter('CORS-01 a listed origin reads the answer, whatever it is', async (open) => {
  const api = await open({ cors, route: { scopes: ['read:documents'] } })
  const poor = bearer(userToken({ scope: 'other' }))
  const asked = [
    [[bearer(userToken())], 200],
    [[], 401],
    [[bearer('bad')], 401],
    [[poor], 403],
  ] as const
  for (const [headers, status] of asked) {
    for (const origin of cors.origins) {
      const answer = await api.send({ headers: [...headers, from(origin)] })
      assert.equal(answer.status, status)
      assert.deepEqual(answer.header('access-control-allow-origin'), [origin])
      assert.deepEqual(answer.header('access-control-allow-credentials'), [])
      assert.deepEqual(answer.header('vary'), ['Origin'])
    }
  }
})

inEveryAdapter('CORS-01, L01 no other origin does, and none is reflected', async (open) => {
  for (const credentials of [false, true]) {
    const api = await open({ cors: { ...cors, credentials } })
    const headers = [bearer(userToken())]
    for (const origin of strangers) {
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await api.send({ method, headers: [...headers, from(origin)] })
        assert.equal(answer.status, 200, origin)
        assert.equal(answer.text.toLowerCase().includes('access-control'), false, origin)
        assert.deepEqual(answer.header('vary'), ['Origin'], origin)
      }
      const preflight = await api.send({ method: 'OPTIONS', headers: [from(origin), asks] })
      assert.equal(preflight.text.toLowerCase().includes('access-control'), false, origin)
      assert.deepEqual(preflight.header('vary'), ['Origin'], origin)
    }
    const twice = await api.send({ headers: [...headers, from(app), from(app)] })
    assert.deepEqual(twice.header('access-control-allow-origin'), [])
    const none = await api.send({ headers })
    assert.deepEqual(none.header('vary'), ['Origin'])
    assert.deepEqual(none.header('access-control-allow-origin'), [])
    const control = await api.send({ headers: [...headers, from(app)] })
    assert.deepEqual(control.header('access-control-allow-origin'), [app])
    const allowsCredentials = control.header('access-control-allow-credentials')
    assert.deepEqual(allowsCredentials, credentials ? ['true'] : [])
  }
})

inEveryAdapter('CORS-04 a preflight is answered before the guard, and remembered', async (open) => {
  const api = await open({ cors, options: { failures: { limit: 1, windowSeconds: 60 } } })
  for (let i = 0; i < 3; i += 1) {
    const answer = await api.send({ method: 'OPTIONS', headers: [from(app), asks] })
    assert.deepEqual([answer.status, answer.body], [204, ''])
    assert.deepEqual(answer.header('access-control-allow-origin'), [app])
    assert.deepEqual(answer.header('access-control-allow-methods'), [
      'GET, HEAD, POST, PUT, PATCH, DELETE',
    ])
    assert.deepEqual(answer.header('access-control-allow-headers'), [
      'Authorization, Content-Type, DPoP',
    ])
    assert.deepEqual(answer.header('access-control-max-age'), ['600'])
    assert.deepEqual(answer.header('vary'), ['Origin'])
  }
  assert.deepEqual(api.audit.facts, [])
  assert.deepEqual(api.handled, [])
})

inEveryAdapter('CORS-04 a preflight says what was configured', async (open) => {
  const given = { methods: ['GET', 'PURGE'], headers: ['X-Trace'], maxAgeSeconds: 0 }
  const api = await open({ cors: { ...cors, ...given, credentials: true } })
  const answer = await api.send({ method: 'OPTIONS', headers: [from(app), asks] })
  assert.deepEqual(answer.header('access-control-allow-methods'), ['GET, PURGE'])
  assert.deepEqual(answer.header('access-control-allow-headers'), ['X-Trace'])
  assert.deepEqual(answer.header('access-control-max-age'), ['0'])
  assert.deepEqual(answer.header('access-control-allow-credentials'), ['true'])
})

inEveryAdapter('CORS-04 a page reads why it was refused, and when to come back', async (open) => {
  const api = await open({ cors })
  const answer = await api.send({ headers: [from(app)] })
  assert.equal(answer.status, 401)
  assert.deepEqual(answer.header('access-control-expose-headers'), [
    'WWW-Authenticate, Retry-After, RateLimit, RateLimit-Policy, DPoP-Nonce',
  ])
  const stranger = await api.send({ headers: [from('https://evil.example')] })
  assert.deepEqual(stranger.header('access-control-expose-headers'), [])
})

inEveryAdapter('N02 what only looks like a preflight meets the guard', async (open) => {
  const api = await open({ cors })
  const almost = [
    { method: 'OPTIONS', headers: [from(app)] },
    { method: 'OPTIONS', headers: [asks] },
    { method: 'GET', headers: [from(app), asks] },
    { method: 'POST', headers: [from(app), asks, ['X-HTTP-Method-Override', 'OPTIONS']] },
    { method: 'POST', headers: [from(app), asks], target: '/?_method=OPTIONS' },
  ] as const
  for (const request of almost) assert.equal((await api.send(request)).status, 401)
  const body = { method: 'OPTIONS', headers: [from(app), asks], body: '{"delete":true}' }
  assert.equal((await api.send(body)).status, 204)
  assert.deepEqual(api.handled, [])
  const headers = [from(app), bearer(userToken())]
  assert.equal((await api.send({ method: 'OPTIONS', headers })).status, 200)
})

inEveryAdapter('CORS-03 an origin opens no door, nor does a cookie', async (open) => {
  const api = await open({ cors: { ...cors, credentials: true } })
  const cookie = ['Cookie', `access_token=${userToken()}; session=1`] as const
  for (const method of ['GET', 'POST', 'DELETE']) {
    const answer = await api.send({ method, headers: [from(app), cookie] })
    assert.equal(answer.status, 401, method)
  }
  assert.deepEqual(api.handled, [])
  const control = await api.send({ headers: [from(app), cookie, bearer(userToken())] })
  assert.equal(control.status, 200)
})

inEveryAdapter(
  'CORS-03 where cookies go along, other origins cannot change anything',
  async (open) => {
    const api = await open({ cors: { ...cors, credentials: true } })
    const token = bearer(userToken())
    for (const origin of strangers) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await api.send({ method, headers: [token, from(origin)] })
        assert.equal(answer.status, 403, `${method} ${origin}`)
        assert.equal(JSON.parse(answer.body).code, 'origin_not_allowed')
        assert.deepEqual(answer.header('vary'), ['Origin'])
        assert.equal(answer.text.toLowerCase().includes('access-control'), false)
      }
    }
    assert.deepEqual(api.handled, [])
    const method = 'POST'
    assert.equal((await api.send({ method, headers: [token, from(app)] })).status, 200)
    // No browser's page, such as a server or a command.
    assert.equal((await api.send({ method, headers: [token] })).status, 200)
  },
)

inEveryAdapter('the description stays open to every page, without credentials', async (open) => {
  const options = { resourceMetadata: true }
  const api = await open({ metadata: true, options, cors: { ...cors, credentials: true } })
  const target = '/.well-known/oauth-protected-resource'
  for (const origin of [app, 'https://other.example']) {
    const answer = await api.send({ target, headers: [from(origin)] })
    assert.deepEqual(answer.header('access-control-allow-origin'), ['*'])
    assert.deepEqual(answer.header('access-control-allow-credentials'), [])
  }
})
