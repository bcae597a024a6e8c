import assert from 'node:assert/strict'
import { settableClock } from '@sallyport/protocol'
import { createRemoteKeys } from '@sallyport/tokens'
import { bearer } from '../support/send-raw.ts'
import { issuer, jwks, userToken } from '../support/test-issuer.ts'
import { inEveryAdapter } from './matrix.ts'

inEveryAdapter(
  'a revoked token is refused at once, although it was verified before',
  async (open) => {
    const api = await open({ route: { scopes: ['read:documents'] } })
    const token = bearer(userToken({ jti: 'token-1' }))
    const other = bearer(userToken({ jti: 'token-2' }))
    assert.equal((await api.send({ headers: [token] })).status, 200)
    api.revocations.revoked.add('token-1')
    const refused = await api.send({ headers: [token] })
    assert.equal(refused.status, 401)
    assert.deepEqual(refused.header('www-authenticate'), ['Bearer error="invalid_token"'])
    assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['revoked'])
    assert.equal((await api.send({ headers: [other] })).status, 200)
  },
)

inEveryAdapter(
  'a stale revocation feed refuses everyone, and is not their failure',
  async (open) => {
    const api = await open({ options: { failures: { limit: 1, windowSeconds: 60 } } })
    const token = bearer(userToken())
    api.revocations.isStale = true
    for (let i = 0; i < 3; i += 1) {
      const refused = await api.send({ headers: [token] })
      assert.equal(refused.status, 503)
      assert.ok(Number(refused.header('retry-after')[0]) >= 1)
      assert.deepEqual(refused.header('www-authenticate'), [])
    }
    assert.deepEqual(api.audit.facts.at(-1)?.type, 'fault')
    assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['revocation_stale'])
    api.revocations.isStale = false
    assert.equal((await api.send({ headers: [token] })).status, 200)
    assert.equal(api.handled.length, 1)
  },
)

inEveryAdapter('without keys nobody passes, and it is not their failure', async (open) => {
  let isDown = true
  const fetch: typeof globalThis.fetch = async (input) => {
    if (isDown) throw new TypeError('fetch failed')
    const isKeySet = String(input).endsWith('/jwks')
    return Response.json(isKeySet ? jwks : { issuer, jwks_uri: `${issuer}/jwks` })
  }
  const clock = settableClock(Date.now())
  const options = {
    keys: createRemoteKeys({ issuer, clock, fetch }),
    failures: { limit: 1, windowSeconds: 60 },
  }
  const api = await open({ options })
  const token = bearer(userToken())
  for (let i = 0; i < 3; i += 1) {
    const refused = await api.send({ headers: [token] })
    assert.equal(refused.status, 503)
    assert.ok(Number(refused.header('retry-after')[0]) >= 1)
  }
  assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['keys_unavailable'])
  assert.equal(api.audit.facts.at(-1)?.outcome, 'fault')
  isDown = false
  clock.advanceSeconds(5)
  assert.equal((await api.send({ headers: [token] })).status, 200)
  assert.equal(api.handled.length, 1)
})

inEveryAdapter(
  'the guard fetches the keys of its issuer through the fetch it is given',
  async (open) => {
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(String(input))
      const isKeySet = String(input).endsWith('/jwks')
      return Response.json(isKeySet ? jwks : { issuer, jwks_uri: `${issuer}/jwks` })
    }
    const api = await open({ options: { fetch } })
    for (let i = 0; i < 3; i += 1) {
      assert.equal((await api.send({ headers: [bearer(userToken())] })).status, 200)
    }
    assert.equal(asked.filter((url) => url === `${issuer}/jwks`).length, 1)
  },
)

inEveryAdapter(
  'where the audit cannot be kept nobody passes, and nothing is decided',
  async (open) => {
    const api = await open({ route: { scopes: ['read:documents'] } })
    const good = bearer(userToken())
    const poor = bearer(userToken({ scope: 'other' }))
    api.audit.isDown = true
    for (const headers of [[good], [poor], [bearer('bad')], []]) {
      const refused = await api.send({ headers })
      assert.equal(refused.status, 503)
      assert.ok(Number(refused.header('retry-after')[0]) >= 1)
      assert.deepEqual(refused.header('www-authenticate'), [])
    }
    assert.deepEqual(api.handled, [])
    assert.ok(api.faults.every((code) => code === 'audit_unavailable'))
    api.audit.isDown = false
    assert.equal((await api.send({ headers: [good] })).status, 200)
    assert.equal((await api.send({ headers: [poor] })).status, 403)
  },
)

inEveryAdapter('the fact is kept before the handler runs', async (open) => {
  const order: string[] = []
  const audit = {
    record: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      order.push('kept')
    },
  }
  const api = await open({ options: { audit }, route: { scopes: ['read:documents'] } })
  const answer = await api.send({ headers: [bearer(userToken())] })
  assert.equal(answer.status, 200)
  assert.deepEqual(order, ['kept'])
  assert.equal(api.handled.length, 1)
})

inEveryAdapter(
  'a throw anywhere refuses, tells nothing, and is recorded as a fault',
  async (open) => {
    const secret = 'a word that must not leak'
    const boom = () => {
      throw new Error(secret)
    }
    const broken = [
      { revocations: { check: boom } },
      { keys: { find: boom } },
      { keys: { find: () => Promise.reject(new Error(secret)) } },
    ]
    for (const options of broken) {
      const api = await open({ options, route: { scopes: ['read:documents'] } })
      const answer = await api.send({ headers: [bearer(userToken())] })
      assert.equal(answer.status, 500)
      assert.deepEqual(JSON.parse(answer.body), {
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        code: 'fault',
      })
      assert.deepEqual(api.handled, [])
      assert.deepEqual(api.faults, ['fault'])
      const [fact] = api.audit.facts
      assert.equal(fact?.type, 'fault')
      assert.equal(fact?.outcome, 'fault')
      assert.ok(!JSON.stringify(fact).includes(secret))
    }
    const sound = await open({ route: { scopes: ['read:documents'] } })
    assert.equal((await sound.send({ headers: [bearer(userToken())] })).status, 200)
  },
)
