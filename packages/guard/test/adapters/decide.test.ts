import assert from 'node:assert/strict'
import type { Resource } from '@sallyport/protocol'
import type { RoutePolicy } from '../../src/index.ts'
import { bearer, type RawAnswer } from '../support/send-raw.ts'
import { userToken } from '../support/test-issuer.ts'
import { inEveryAdapter, type Plan } from './matrix.ts'

const document: Resource = { type: 'document', id: '1', owner: 'bob' }
const allow: RoutePolicy = () => ({ allow: true })
const isOwner: RoutePolicy = ({ user, resource }) => ({
  allow: user !== undefined && user.id === resource.owner,
})

/** A route that asks a policy whether alice may read. */
function reading(policy: RoutePolicy, resource: Resource | Loader = document): Plan {
  return { route: { action: 'read', resource, policy } }
}

type Loader = Exclude<NonNullable<NonNullable<Plan['route']>['resource']>, Resource>

inEveryAdapter('O21-24 a scope that is missing is named, those granted are not', async (open) => {
  const api = await open({ route: { scopes: ['write:documents', 'read:documents'] } })
  for (const scope of ['read:documents', 'write', 'write:documents2 read:documents', undefined]) {
    const answer = await api.send({ headers: [bearer(userToken({ scope }))] })
    assert.equal(answer.status, 403, scope)
    assert.deepEqual(answer.header('www-authenticate'), [
      'Bearer error="insufficient_scope", scope="write:documents read:documents"',
    ])
    assert.deepEqual(JSON.parse(answer.body), {
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      code: 'insufficient_scope',
    })
  }
  const fact = api.audit.facts[0]
  assert.equal(fact?.type, 'decision.denied')
  assert.deepEqual(fact?.reasons, ['insufficient_scope'])
  assert.deepEqual(api.handled, [])
  const both = userToken({ scope: 'read:documents other write:documents' })
  assert.equal((await api.send({ headers: [bearer(both)] })).status, 200)
  assert.equal(api.audit.facts.at(-1)?.type, 'decision.allowed')
})

inEveryAdapter(
  'scopes are judged before the resource is loaded or the policy asked',
  async (open) => {
    const asked: string[] = []
    const resource = () => {
      asked.push('loader')
      return document
    }
    const policy = () => {
      asked.push('policy')
      return { allow: true }
    }
    const api = await open({ route: { scopes: ['admin:users'], action: 'read', resource, policy } })
    assert.equal((await api.send({ headers: [bearer(userToken())] })).status, 403)
    assert.deepEqual(asked, [])
    const entitled = userToken({ scope: 'admin:users' })
    assert.equal((await api.send({ headers: [bearer(entitled)] })).status, 200)
    assert.deepEqual(asked, ['loader', 'policy'])
  },
)

inEveryAdapter('POL-01 only true allows', async (open) => {
  const answers: unknown[] = [
    undefined,
    null,
    'true',
    1,
    {},
    [],
    [true],
    'allow',
    false,
    { allow: 'true' },
    { allow: 1 },
    { allow: {} },
    { allow: [true] },
    { allow: null },
    { Allow: true },
    { allow: false },
    Object.create({ allow: true }),
    Object.defineProperty({}, 'deny', { value: true }),
    new Map([['allow', true]]),
    () => true,
    Promise.resolve({ allow: 'true' }),
  ]
  for (const answer of answers) {
    // What a policy in plain JavaScript may answer is more than its type says.
    const api = await open(reading((() => answer) as RoutePolicy))
    const denied = await api.send({ headers: [bearer(userToken())] })
    assert.equal(denied.status, 403)
    assert.deepEqual(api.handled, [])
  }
  for (const answer of [true, { allow: true }, Promise.resolve(true)]) {
    const api = await open(reading((() => answer) as RoutePolicy))
    assert.equal((await api.send({ headers: [bearer(userToken())] })).status, 200)
  }
})

inEveryAdapter('a polluted prototype allows nothing', async (open) => {
  const api = await open(reading(() => ({}) as { allow: boolean }))
  Object.defineProperty(Object.prototype, 'allow', { value: true, configurable: true })
  try {
    assert.equal((await api.send({ headers: [bearer(userToken())] })).status, 403)
  } finally {
    Reflect.deleteProperty(Object.prototype, 'allow')
  }
  const control = await open(reading(allow))
  assert.equal((await control.send({ headers: [bearer(userToken())] })).status, 200)
})

inEveryAdapter(
  'POL-01 a policy that throws, rejects or never answers denies like any other',
  async (open) => {
    const denied = await (await open(reading(() => false))).send({ headers: [bearer(userToken())] })
    const broken: [RoutePolicy, string][] = [
      [
        () => {
          throw new Error('boom')
        },
        'policy_failed',
      ],
      [() => Promise.reject(new Error('boom')), 'policy_failed'],
      [() => new Promise(() => {}), 'policy_timed_out'],
    ]
    for (const [policy, reason] of broken) {
      const api = await open({ ...reading(policy), options: { policyTimeoutMs: 20 } })
      const answer = await api.send({ headers: [bearer(userToken())] })
      assert.equal(withoutReset(answer), withoutReset(denied))
      assert.deepEqual(api.handled, [])
      assert.deepEqual(api.faults, ['policy_failed'])
      const [fact] = api.audit.facts
      assert.equal(fact?.type, 'fault')
      assert.deepEqual(fact?.reasons, [reason])
    }
    const slow: RoutePolicy = () => new Promise((resolve) => setTimeout(() => resolve(true), 10))
    const control = await open({ ...reading(slow), options: { policyTimeoutMs: 2000 } })
    assert.equal((await control.send({ headers: [bearer(userToken())] })).status, 200)
  },
)

inEveryAdapter(
  'a thing that is not there and one that is not yours look the same',
  async (open) => {
    const documents = new Map<string, Resource>([
      ['/1', { type: 'document', id: '1', owner: 'bob' }],
      ['/2', { type: 'document', id: '2', owner: 'alice' }],
    ])
    const api = await open({
      ...reading(isOwner, async (target) => documents.get(target)),
      options: { quota: false },
    })
    const headers = [bearer(userToken())]
    const notMine = await api.send({ target: '/1', headers })
    const notThere = await api.send({ target: '/3', headers })
    assert.equal(notMine.status, 403)
    assert.equal(notThere.text, notMine.text)
    assert.deepEqual(
      api.audit.facts.map(({ reasons }) => reasons),
      [['not_allowed'], ['resource_not_found']],
    )
    assert.equal((await api.send({ target: '/2', headers })).status, 200)
  },
)

inEveryAdapter('null for a resource is a thing that is not there', async (open) => {
  // A loader in plain JavaScript; database clients answer null.
  const missing = await open({ ...reading(allow, (() => null) as unknown as Loader) })
  assert.equal((await missing.send({ headers: [bearer(userToken())] })).status, 403)
  const there = await open(reading(allow, () => document))
  assert.equal((await there.send({ headers: [bearer(userToken())] })).status, 200)
})

inEveryAdapter(
  'a loader that throws, or loads a thing without a type, is a fault',
  async (open) => {
    const loaders: unknown[] = [
      () => {
        throw new Error('the database is down')
      },
      () => Promise.reject(new Error('the database is down')),
      () => ({ id: '1', owner: 'alice' }),
      () => ({ type: 7 }),
      () => ({ type: '' }),
      () => Object.create({ type: 'document' }),
      () => 'document',
      () => [document],
    ]
    for (const loader of loaders) {
      let isAsked = false
      const policy = () => {
        isAsked = true
        return true
      }
      const api = await open(reading(policy, loader as Loader))
      const answer = await api.send({ headers: [bearer(userToken())] })
      assert.equal(answer.status, 500)
      assert.deepEqual(JSON.parse(answer.body).code, 'fault')
      assert.equal(isAsked, false)
      assert.deepEqual(api.handled, [])
      assert.equal(api.audit.facts[0]?.type, 'fault')
      assert.deepEqual(api.audit.facts[0]?.reasons, ['resource_failed'])
      assert.deepEqual(api.faults, ['resource_failed'])
    }
    const control = await open(reading(allow, () => document))
    assert.equal((await control.send({ headers: [bearer(userToken())] })).status, 200)
  },
)

inEveryAdapter('the loader is told who asks, and for what', async (open) => {
  const seen: unknown[] = []
  const api = await open(
    reading(allow, (target, principal) => {
      seen.push([target, principal.subject])
      return document
    }),
  )
  await api.send({ target: '/documents/1?x=y', headers: [bearer(userToken())] })
  assert.deepEqual(seen, [['/documents/1?x=y', 'alice']])
})

inEveryAdapter('the guard has a policy for routes without their own', async (open) => {
  const route = { action: 'read', resource: document }
  const denying = await open({ options: { policy: () => false }, route })
  assert.equal((await denying.send({ headers: [bearer(userToken())] })).status, 403)
  const overruled = await open({
    options: { policy: () => false },
    route: { ...route, policy: allow },
  })
  assert.equal((await overruled.send({ headers: [bearer(userToken())] })).status, 200)
})

inEveryAdapter('reasons of the policy are shown where the route says so', async (open) => {
  const policy = () => ({ allow: false, reasons: ['outside office hours'] })
  const route = { action: 'read', resource: document, policy }
  const silent = await open({ route })
  const open_ = await open({ route: { ...route, showReasons: true } })
  const headers = [bearer(userToken())]
  assert.equal('reasons' in JSON.parse((await silent.send({ headers })).body), false)
  const shown = JSON.parse((await open_.send({ headers })).body)
  assert.deepEqual(shown.reasons, ['outside office hours'])
  for (const api of [silent, open_]) {
    assert.deepEqual(api.audit.facts[0]?.reasons, ['outside office hours'])
  }
})

inEveryAdapter('N02 no method is decided otherwise than another', async (open) => {
  const allowing = await open(reading(allow))
  const denying = await open(reading(() => false))
  const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PROPFIND', 'TRACE']
  const headers = [bearer(userToken())]
  for (const method of methods) {
    assert.equal((await allowing.send({ method, headers })).status, 200, method)
    assert.equal((await denying.send({ method, headers })).status, 403, method)
    assert.equal((await allowing.send({ method })).status, 401, method)
  }
  const override = ['X-HTTP-Method-Override', 'OPTIONS'] as const
  assert.equal((await denying.send({ headers: [...headers, override] })).status, 403)
  assert.equal((await denying.send({ method: 'OPTIONS', headers, body: 'GET /' })).status, 403)
  // Node knows none of these as a method of a request to a handler.
  for (const method of ['get', 'FOO', 'CONNECT']) {
    assert.notEqual((await denying.send({ method, headers })).status, 200, method)
  }
  assert.equal(denying.handled.length, 0)
})

inEveryAdapter('N09 a permission that is taken away is gone at the next request', async (open) => {
  let owner = 'alice'
  const api = await open(reading(isOwner, () => ({ ...document, owner })))
  const headers = [bearer(userToken())]
  assert.equal((await api.send({ headers })).status, 200)
  owner = 'bob'
  assert.equal((await api.send({ headers })).status, 403)
  const bob = [bearer(userToken({ sub: 'bob' }))]
  assert.equal((await api.send({ headers: bob })).status, 200)
  assert.equal((await api.send({ headers })).status, 403)
})

/** All of an answer but when the quota is full again. */
function withoutReset({ text }: RawAnswer): string {
  return text.replace(/;t=\d+/, '')
}
