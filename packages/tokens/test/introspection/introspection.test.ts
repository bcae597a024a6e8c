import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Secret, type SettableClock, settableClock } from '@sallyport/protocol'
import {
  createIntrospection,
  type Introspection,
  type IntrospectionOptions,
} from '../../src/index.ts'
import { audience, now } from '../forge-token.ts'
import { type Handler, type IssuerServer, json, startIssuer, status } from '../issuer-server.ts'

interface World {
  readonly server: IssuerServer
  readonly clock: SettableClock
  readonly introspection: Introspection
  readonly errors: string[]
  /** What the endpoint was sent, in order. */
  readonly asked: { readonly authorization: string; readonly form: URLSearchParams }[]
  /** Replaces what the endpoint says of every token. */
  say(answer: object | Handler): void
  judge(token?: string): Promise<string>
}

async function open(t: TestContext, changes: Partial<IntrospectionOptions> = {}): Promise<World> {
  const server = await startIssuer()
  t.after(() => server.stop())
  const clock = settableClock(now * 1000)
  const errors: string[] = []
  const asked: World['asked'] = []
  let answer: Handler = status(500)
  server.answer('/introspect', async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    asked.push({ authorization: request.headers.authorization ?? '', form })
    answer(request, response)
  })
  server.answer(
    '/.well-known/oauth-authorization-server',
    json({ issuer: server.url, introspection_endpoint: `${server.url}/introspect` }),
  )
  const introspection = createIntrospection({
    issuer: server.url,
    audience,
    clientId: 'api',
    clientSecret: new Secret('s3cret'),
    clock,
    onError: (error) => errors.push(String(error)),
    ...changes,
  })
  return {
    server,
    clock,
    introspection,
    errors,
    asked,
    say: (next) => {
      answer = typeof next === 'function' ? (next as Handler) : json(next)
    },
    judge: async (token = 'opaque-token-1') => {
      const result = await introspection.introspect(token)
      return result.ok ? 'accepted' : result.refusal
    },
  }
}

const good = {
  active: true,
  sub: 'user-1',
  client_id: 'app-1',
  aud: audience,
  scope: 'read:documents',
  iat: now - 60,
  exp: now + 540,
  token_type: 'Bearer',
}

test('an active token becomes a principal, asked for by POST with the credentials of this API', async (t) => {
  const world = await open(t, { clientId: 'api:one', clientSecret: new Secret('a b&%ü') })
  world.say(good)
  const result = await world.introspection.introspect('opaque-token-1')
  assert.ok(result.ok)
  const { tokenId, ...principal } = result.value
  assert.match(tokenId, /^sha256:/)
  assert.deepEqual(principal, {
    kind: 'user',
    issuer: world.server.url,
    subject: 'user-1',
    clientId: 'app-1',
    audience: [audience],
    scopes: ['read:documents'],
    roles: [],
    issuedAt: now - 60,
    expiresAt: now + 540,
  })
  const [question] = world.asked
  assert.deepEqual(Object.fromEntries(question?.form ?? []), {
    token: 'opaque-token-1',
    token_type_hint: 'access_token',
  })
  const credentials = Buffer.from('api%3Aone:a+b%26%25%C3%BC').toString('base64')
  assert.equal(question?.authorization, `Basic ${credentials}`)
  assert.ok(world.server.requests.every((target) => !target.includes('opaque-token')))
})

test('an answer without sub is about a client, one without iat about a token older than anything', async (t) => {
  const world = await open(t)
  world.say({ ...good, sub: undefined, iat: undefined })
  const result = await world.introspection.introspect('opaque-token-1')
  assert.ok(result.ok)
  assert.equal(result.value.kind, 'client')
  assert.equal(result.value.subject, 'app-1')
  assert.equal(result.value.issuedAt, 1)
})

test('INTR-04 only what is active, of this issuer, for us, unexpired and a bearer token passes', async (t) => {
  const world = await open(t)
  const { url } = world.server
  const judged: [object, string][] = [
    [{ active: false }, 'inactive'],
    [{ ...good, active: false }, 'inactive'],
    [{ iss: 'https://other.example' }, 'wrong_issuer'],
    [{ iss: `${url}/` }, 'wrong_issuer'],
    [{ iss: [url] }, 'bad_claim'],
    [{ aud: undefined }, 'wrong_audience'],
    [{ aud: [] }, 'wrong_audience'],
    [{ aud: 'https://other.example' }, 'wrong_audience'],
    [{ aud: null }, 'bad_claim'],
    [{ exp: undefined }, 'missing_claim'],
    [{ exp: now - 31, iat: now - 90 }, 'expired'],
    [{ exp: String(now + 60) }, 'bad_claim'],
    [{ nbf: now + 60 }, 'not_yet_valid'],
    [{ client_id: undefined }, 'missing_claim'],
    [{ client_id: undefined, sub: undefined }, 'missing_claim'],
    [{ token_type: 'refresh_token' }, 'wrong_type'],
    [{ token_type: 'DPoP' }, 'wrong_type'],
    [{ token_type: null }, 'wrong_type'],
    [{ token_use: 'refresh_token' }, 'wrong_type'],
    [{ typ: 'Refresh' }, 'wrong_type'],
    [{ cnf: { jkt: 'x' } }, 'sender_constrained'],
    [{ act: { sub: 'agent' } }, 'bad_claim'],
    [{ scope: null }, 'bad_claim'],
    // A refresh token of oidc-provider: active, without audience and type.
    [{ aud: undefined, token_type: undefined }, 'wrong_audience'],
  ]
  for (const [i, [changes, refusal]] of judged.entries()) {
    world.say({ ...good, ...changes })
    assert.equal(await world.judge(`token-${i}`), refusal, JSON.stringify(changes))
  }
  for (const changes of [{ iss: url }, { aud: ['x', audience] }, { token_type: undefined }]) {
    world.say({ ...good, ...changes })
    assert.equal(await world.judge(JSON.stringify(changes)), 'accepted')
  }
})

test('where no audience is required, an answer has to say Bearer and no other audience', async (t) => {
  const world = await open(t, { requireAudience: false })
  world.say({ ...good, aud: undefined, token_type: undefined })
  assert.equal(await world.judge('refresh'), 'wrong_type')
  world.say({ ...good, aud: 'https://other.example' })
  assert.equal(await world.judge('other'), 'wrong_audience')
  world.say({ ...good, aud: undefined })
  assert.equal(await world.judge('good'), 'accepted')
})

test('INTR-06 TSL-03 an endpoint that is down, late, moved or talks nonsense lets nobody in', async (t) => {
  const world = await open(t, { timeoutMs: 300 })
  const bad: Record<string, Handler> = {
    500: status(500),
    503: status(503),
    401: status(401),
    404: status(404),
    redirect: status(307, { location: `${world.server.url}/elsewhere` }),
    'another type': json(good, 'text/html'),
    'not JSON': (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('active')
    },
    'said twice': (_, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(good).replace('"active":', '"active":false,"active":'))
    },
    'no active': json({ ...good, active: undefined }),
    'active as text': json({ ...good, active: 'true' }),
    'active as a number': json({ ...good, active: 1 }),
    'a list': json([good]),
    'too large': json({ ...good, filler: 'x'.repeat(70_000) }),
    'no answer': () => {},
    'a cut line': (_, response) => response.destroy(),
  }
  let elsewhere = 0
  world.server.answer('/elsewhere', (request, response) => {
    elsewhere += 1
    json(good)(request, response)
  })
  for (const [kind, handler] of Object.entries(bad)) {
    world.say(handler)
    assert.equal(await world.judge(), 'introspection_unavailable', kind)
  }
  assert.equal(elsewhere, 0)
  assert.equal(world.errors.length, Object.keys(bad).length)
  for (const error of world.errors) assert.doesNotMatch(error, /opaque-token|s3cret/)
  world.say(good)
  assert.equal(await world.judge(), 'accepted')
})

test('questions about one token share one request; a refused token is asked about again after 5 s', async (t) => {
  const world = await open(t)
  world.say(good)
  const answers = await Promise.all(Array.from({ length: 20 }, () => world.judge()))
  assert.deepEqual(new Set(answers), new Set(['accepted']))
  assert.equal(world.asked.length, 1)
  await world.judge()
  assert.equal(world.asked.length, 2)

  world.say({ active: false })
  for (let i = 0; i < 10; i += 1) assert.equal(await world.judge('random'), 'inactive')
  assert.equal(world.asked.length, 3)
  world.say(good)
  world.clock.setMs(now * 1000 + 4999)
  assert.equal(await world.judge('random'), 'inactive')
  world.clock.setMs(now * 1000 + 5000)
  assert.equal(await world.judge('random'), 'accepted')
  assert.equal(world.asked.length, 4)
})

test('the endpoint is found once through the metadata of exactly this issuer', async (t) => {
  const world = await open(t)
  world.say(good)
  for (const token of ['a', 'b', 'c']) assert.equal(await world.judge(token), 'accepted')
  assert.equal(world.server.requests.filter((path) => path.startsWith('/.well-known')).length, 1)

  const mixed = await open(t)
  mixed.say(good)
  const metadata = '/.well-known/oauth-authorization-server'
  const introspection_endpoint = `${mixed.server.url}/introspect`
  mixed.server.answer(metadata, json({ issuer: 'https://evil.example', introspection_endpoint }))
  assert.equal(await mixed.judge(), 'introspection_unavailable')
  mixed.server.answer(metadata, json({ issuer: mixed.server.url }))
  assert.equal(await mixed.judge(), 'introspection_unavailable')
  assert.equal(mixed.asked.length, 0)
  mixed.server.answer(metadata, json({ issuer: mixed.server.url, introspection_endpoint }))
  assert.equal(await mixed.judge(), 'accepted')
})

test('an endpoint that is not https is refused at once, except on loopback', async (t) => {
  const world = await open(t)
  const options = {
    audience,
    clientId: 'api',
    clientSecret: new Secret('s'),
    clock: world.clock,
    issuer: 'https://as.example',
  }
  for (const endpoint of [
    'http://as.example/i',
    'http://127.0.0.1/i',
    'https://u:p@as.example/i',
  ]) {
    assert.throws(() => createIntrospection({ ...options, endpoint }), /must be https/)
  }
  assert.throws(() => createIntrospection({ ...options, issuer: 'http://as.example' }), /https/)
  assert.doesNotThrow(() => createIntrospection({ ...options, endpoint: 'https://x.example/i' }))
})

test('M01 a token that the endpoint rejects with 400 is the fault of whoever sent it', async (t) => {
  const world = await open(t)
  world.say(status(400))
  assert.equal(await world.judge('eyJhbGciOiJub25lIn0.e30'), 'not_introspectable')
  assert.equal(world.errors.length, 1)
  assert.doesNotMatch(world.errors[0] ?? '', /eyJ/)
  world.say(good)
  assert.equal(await world.judge(), 'accepted')
})

test('a listener that throws changes no answer', async (t) => {
  const onError = () => assert.fail('the log is full')
  const world = await open(t, { onError })
  assert.equal(await world.judge(), 'introspection_unavailable')
  world.say(good)
  assert.equal(await world.judge(), 'accepted')
})
