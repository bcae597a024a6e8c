import assert from 'node:assert/strict'
import { bearer } from '../support/send-raw.ts'
import { audience, clientClaims, forge, startSeconds, userToken } from '../support/test-issuer.ts'
import { inEveryAdapter } from './matrix.ts'

const mfa = 'urn:example:mfa'
const phishingResistant = 'urn:example:phr'

inEveryAdapter('STEP-01 a route demands an acr, and says which', async (open) => {
  const api = await open({ route: { acr: mfa } })
  const weak: Readonly<Record<string, string>> = {
    'no acr': userToken(),
    'another acr': userToken({ acr: 'urn:example:password' }),
    'an acr in capitals': userToken({ acr: mfa.toUpperCase() }),
    'an acr that begins so': userToken({ acr: `${mfa}:not` }),
    'a list in one': userToken({ acr: `${mfa} ${phishingResistant}` }),
    'amr alone': userToken({ amr: ['mfa'] }),
    'a client by itself': forge(clientClaims()),
  }
  for (const [kind, token] of Object.entries(weak)) {
    const answer = await api.send({ headers: [bearer(token)] })
    assert.equal(answer.status, 401, kind)
    assert.deepEqual(answer.header('www-authenticate'), [
      `Bearer error="insufficient_user_authentication", acr_values="${mfa}"`,
    ])
    assert.equal(JSON.parse(answer.body).code, 'insufficient_user_authentication')
    assert.equal(answer.header('ratelimit').length, 1)
  }
  assert.deepEqual(api.handled, [])
  assert.equal((await api.send({ headers: [bearer(userToken({ acr: mfa }))] })).status, 200)
})

inEveryAdapter('STEP-01 any one of several acr will do, and all are named', async (open) => {
  const api = await open({ route: { acr: [mfa, phishingResistant] } })
  const refused = await api.send({ headers: [bearer(userToken({ acr: 'other' }))] })
  assert.deepEqual(refused.header('www-authenticate'), [
    `Bearer error="insufficient_user_authentication", acr_values="${mfa} ${phishingResistant}"`,
  ])
  for (const acr of [mfa, phishingResistant]) {
    assert.equal((await api.send({ headers: [bearer(userToken({ acr }))] })).status, 200, acr)
  }
})

inEveryAdapter('STEP-01 a route demands a recent sign-in, and says how recent', async (open) => {
  const api = await open({ route: { maxAgeSeconds: 300 } })
  const old: Readonly<Record<string, string>> = {
    'no auth_time': userToken({ auth_time: undefined }),
    'one second too old': userToken({ auth_time: startSeconds - 301 }),
    never: userToken({ auth_time: 1 }),
    'a client by itself': forge(clientClaims()),
  }
  for (const [kind, token] of Object.entries(old)) {
    const answer = await api.send({ headers: [bearer(token)] })
    assert.equal(answer.status, 401, kind)
    assert.deepEqual(answer.header('www-authenticate'), [
      'Bearer error="insufficient_user_authentication", max_age="300"',
    ])
  }
  assert.deepEqual(api.handled, [])
  const recent = bearer(userToken({ auth_time: startSeconds - 300 }))
  assert.equal((await api.send({ headers: [recent] })).status, 200)
  // The same token, verified before, ages with the clock.
  api.clock.advanceSeconds(1)
  assert.equal((await api.send({ headers: [recent] })).status, 401)
})

inEveryAdapter('STEP-01 a challenge names both demands, whichever is unmet', async (open) => {
  const api = await open({
    route: { acr: mfa, maxAgeSeconds: 0, scopes: ['read:documents'] },
    options: { resourceMetadata: true },
  })
  const now = { acr: mfa, auth_time: startSeconds }
  const unmet = [
    [{ ...now, acr: undefined }, ['acr_insufficient']],
    [{ ...now, auth_time: startSeconds - 1 }, ['sign_in_too_old']],
    [{}, ['acr_insufficient', 'sign_in_too_old']],
  ] as const
  for (const [claims, reasons] of unmet) {
    const answer = await api.send({ headers: [bearer(userToken(claims))] })
    assert.deepEqual(answer.header('www-authenticate'), [
      `Bearer error="insufficient_user_authentication", scope="read:documents", acr_values="${mfa}", max_age="0", resource_metadata="${audience}/.well-known/oauth-protected-resource"`,
    ])
    const fact = api.audit.facts.at(-1)
    assert.deepEqual([fact?.type, fact?.outcome], ['authentication.refused', 'refused'])
    assert.deepEqual(fact?.reasons, reasons)
    assert.equal(fact?.subject, 'alice')
  }
  assert.equal((await api.send({ headers: [bearer(userToken(now))] })).status, 200)
})

inEveryAdapter(
  'the sign-in is judged after the quota, before scopes and policy, and nobody pays for it',
  async (open) => {
    let asked = 0
    const policy = () => {
      asked += 1
      return true
    }
    const resource = { type: 'document' }
    const api = await open({
      route: { acr: mfa, scopes: ['admin:users'], policy, action: 'read', resource },
      options: {
        quota: { limit: 3, windowSeconds: 60 },
        failures: { limit: 1, windowSeconds: 60 },
      },
    })
    const statusOf = async (token: string) => (await api.send({ headers: [bearer(token)] })).status
    assert.equal(await statusOf(userToken()), 401)
    assert.equal(await statusOf(userToken({ acr: mfa })), 403)
    assert.equal(asked, 0)
    assert.equal(await statusOf(userToken({ acr: mfa, scope: 'admin:users' })), 200)
    assert.equal(asked, 1)
    assert.equal(await statusOf(userToken()), 429)
  },
)
