import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settableClock } from '@sallyport/protocol'
import { createGuard } from '../src/guard.ts'
import type { GuardOptions } from '../src/index.ts'
import type { GuardRequest } from '../src/verdict.ts'
import { bearer } from './support/send-raw.ts'
import { createTestAudit } from './support/test-audit.ts'
import { audience, issuer, keys, startMs, userToken } from './support/test-issuer.ts'
import { createTestRevocations } from './support/test-revocations.ts'

/** A guard whose doors the test opens one by one. */
function open(options: Partial<GuardOptions> = {}) {
  const [clock, audit, revocations] = [
    settableClock(startMs),
    createTestAudit(),
    createTestRevocations(),
  ]
  const core = createGuard<GuardRequest>(
    { issuer, audience, keys, clock, audit, revocations, ...options },
    (request) => request,
  )
  const request = (token = userToken({ jti: 'token-1' })): GuardRequest => ({
    method: 'PUT',
    target: '/documents/1',
    headers: [bearer(token)],
    peer: { address: '203.0.113.7' },
    hasTokenInBody: false,
  })
  const second = core.authorize({ scopes: ['read:documents'] })
  const statusOf = async (judged: ReturnType<typeof second>) => {
    const verdict = await judged
    return verdict.kind === 'pass' ? 200 : verdict.status
  }
  return {
    clock,
    audit,
    revocations,
    request,
    first: (native: GuardRequest) => statusOf(core.authenticate(native)),
    second: (native: GuardRequest) => statusOf(second(native)),
  }
}

test('a token that is revoked between the two doors does not open the second', async () => {
  const api = open()
  const [slow, other] = [api.request(), api.request(userToken({ jti: 'token-2' }))]
  for (const native of [slow, other]) assert.equal(await api.first(native), 200)
  api.revocations.revoked.add('token-1')
  assert.equal(await api.second(slow), 401)
  assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['revoked'])
  assert.equal(await api.second(other), 200)
})

test('a token that expires between the two doors does not open the second', async () => {
  const api = open()
  const [slow, early] = [api.request(), api.request()]
  for (const native of [slow, early]) assert.equal(await api.first(native), 200)
  // The token lives 600 seconds, and clocks may differ by 30.
  api.clock.advanceSeconds(629)
  assert.equal(await api.second(early), 200)
  api.clock.advanceSeconds(1)
  assert.equal(await api.second(slow), 401)
  assert.deepEqual(api.audit.facts.at(-1)?.reasons, ['expired'])
})

test('revocations that have become stale between the two doors let nobody through', async () => {
  const api = open()
  const slow = api.request()
  assert.equal(await api.first(slow), 200)
  api.revocations.isStale = true
  assert.equal(await api.second(slow), 503)
  api.revocations.isStale = false
  assert.equal(await api.second(slow), 200)
})

test('both doors take quota once', async () => {
  const api = open({ quota: { limit: 2, windowSeconds: 60 } })
  for (let i = 0; i < 2; i += 1) {
    const request = api.request()
    assert.equal(await api.first(request), 200)
    assert.equal(await api.second(request), 200)
  }
  assert.equal(await api.first(api.request()), 429)
})
