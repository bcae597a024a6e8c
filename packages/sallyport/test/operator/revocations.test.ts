import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { api, type Operated, openOperated } from '../support/operated.ts'
import { claimsOf } from '../support/visitor.ts'

let line: Operated
before(async () => {
  line = await openOperated()
})
after(() => line.sallyport.stop())
// What was revoked in one second is revoked for all of it.
beforeEach(() => line.clock.advanceSeconds(2))

const take = async (username: string, client = 'app') =>
  (await line.person(username, { client, resource: api })).access_token
const claim = (token: string, name: string) => String(claimsOf(token)[name])
const feed = () => line.sallyport.store.revocations.since(0, 1000)

for (const [kind, name] of [
  ['token', 'jti'],
  ['session', 'sid'],
  ['grant', 'grant_id'],
  ['subject', 'sub'],
] as const) {
  test(`REV-01 a ${kind} is revoked by its id, and what is another's goes on`, async () => {
    const [alice, bob, ops] = [await take('alice'), await take('bob'), await line.client('ops')]
    assert.deepEqual([await line.isLive(alice), await line.isLive(bob)], [true, true])
    const id = claim(alice, name)
    const { status, body } = await line.revoke(ops, { kind, id })
    assert.equal(status, 201)
    const now = line.clock.nowMs() / 1000
    const known = kind === 'grant' || kind === 'subject' ? { known: true } : {}
    assert.deepEqual(body, { kind, id, revoked_at: now, expires_at: now + 3600, ...known })
    assert.deepEqual([await line.isLive(alice), await line.isLive(bob)], [false, true])
    line.clock.advanceSeconds(2)
    assert.equal(await line.isLive(await take('alice')), true, 'what is issued later is good')
  })
}

test('REV-01 a client is revoked for everybody, and another client goes on', async () => {
  const [one, two] = [await take('alice'), await take('bob')]
  const elsewhere = await take('alice', 'other')
  const body = { kind: 'client', id: 'app' }
  const { status } = await line.revoke(await line.client('ops'), body)
  assert.equal(status, 201)
  assert.deepEqual([await line.isLive(one), await line.isLive(two)], [false, false])
  assert.equal(await line.isLive(elsewhere), true)
})

test('REV-01 all ends everything issued so far, the token that asked included', async () => {
  const [alice, ops] = [await take('alice'), await line.client('ops')]
  const { access_token: carol } = await line.person('carol')
  assert.equal(await line.isLive(alice), true)
  const now = line.clock.nowMs() / 1000
  const { status, body } = await line.revoke(carol, { kind: 'all' })
  assert.equal(status, 201)
  assert.deepEqual(body, { kind: 'all', revoked_at: now, expires_at: now + 3600 })
  assert.equal(await line.isLive(alice), false)
  for (const token of [carol, ops]) {
    assert.equal((await line.revoke(token, { kind: 'all' })).status, 401)
  }
  line.clock.advanceSeconds(2)
  assert.equal(await line.isLive(await take('alice')), true)
})

test('what the store does not know is revoked all the same, and the answer says so', async () => {
  const ops = await line.client('ops')
  for (const [kind, id, known] of [
    ['subject', 'nobody', false],
    ['client', 'no-client', false],
    ['grant', 'no-grant', false],
    ['client', 'idle', true],
    ['token', 'no-token', undefined],
    ['session', 'no-session', undefined],
  ] as const) {
    const { status, body } = await line.revoke(ops, { kind, id })
    assert.deepEqual([status, body.known], [201, known], `${kind} ${id}`)
    assert.deepEqual((await feed()).at(-1)?.target, { kind, id })
  }
})

test('who revoked and what is in the log, under the request that the guard recorded', async () => {
  const { access_token: carol } = await line.person('carol')
  await line.revoke(carol, { kind: 'subject', id: 'bob' })
  const ops = await line.client('ops')
  await line.revoke(ops, { kind: 'all' })
  const [byPerson, byClient] = (await line.events('token.revoked')).slice(-2)
  const [allowed, allowedClient] = (await line.events('decision.allowed')).slice(-2)
  for (const [revoked, guarded, facts] of [
    [
      byPerson,
      allowed,
      { subject: 'carol', clientId: 'app', type: 'subject', id: 'bob', reason: 'subject' },
    ],
    [byClient, allowedClient, { subject: 'ops', clientId: 'ops', type: 'all', reason: 'all' }],
  ] as const) {
    const { id: _, timeMs: __, ...fact } = revoked ?? assert.fail()
    const { subject, clientId, reason, ...resource } = facts
    assert.deepEqual(fact, {
      type: 'token.revoked',
      outcome: 'success',
      requestId: guarded?.requestId,
      subject,
      clientId,
      issuer: line.sallyport.issuer,
      action: 'revoke',
      resource,
      reasons: [reason, 'operator_api'],
    })
  }
  assert.notEqual(byPerson?.requestId, byClient?.requestId)
})

test('a body that does not say exactly what to revoke revokes nothing, and is not repeated', async () => {
  const ops = await line.client('ops')
  const before = await feed()
  const jws = ops
  for (const [body, detail] of [
    ['', /one JSON object/],
    ['[]', /one JSON object/],
    ['null', /one JSON object/],
    ['{"kind":"all"', /one JSON object/],
    ['{"kind":"subject","kind":"all"}', /no name in it twice/],
    ['{"kind":"subject","id":"alice","\\u0069d":"bob"}', /no name in it twice/],
    [{}, /`kind` must be one of/],
    [{ kind: 'key', id: 'some-kid' }, /`kind` must be one of/],
    [{ kind: ['all'] }, /`kind` must be one of/],
    [{ kind: 'subject' }, /`id` must be the id of the subject/],
    [{ kind: 'subject', id: null }, /`id` must be/],
    [{ kind: 'subject', id: ['alice'] }, /`id` must be/],
    [{ kind: 'subject', id: '' }, /1 to 255 printable/],
    [{ kind: 'subject', id: 'al ice' }, /1 to 255 printable/],
    [{ kind: 'subject', id: 'x'.repeat(256) }, /1 to 255 printable/],
    [{ kind: 'all', id: 'alice' }, /leave it out/],
    [{ kind: 'subject', id: 'alice', reason: 'stolen' }, /nothing else/],
    ['{"kind":"subject","id":"alice","__proto__":{}}', /nothing else/],
    [{ kind: 'token', id: jws }, /takes an id, not a token/],
    [{ kind: 'grant', id: 'x'.repeat(90) }, /takes an id, not a token/],
  ] as const) {
    const answer = await line.revoke(ops, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.body.code, 'invalid_request')
    assert.match(String(answer.body.detail), detail)
    assert.ok(!JSON.stringify(answer.body).includes(jws))
  }
  const long = { kind: 'subject', id: 'alice', padding: 'x'.repeat(66_000) }
  assert.equal((await line.revoke(ops, long)).status, 413)
  assert.deepEqual(await feed(), before)
  const log = JSON.stringify(await line.sallyport.store.audit.since(0, 10_000))
  assert.ok(!log.includes(jws))
  assert.equal((await line.revoke(ops, { kind: 'token', id: 'x'.repeat(22) })).status, 201)
})

test('a body that is not said to be JSON is refused, whatever it holds', async () => {
  const ops = await line.client('ops')
  const before = await feed()
  const body = { kind: 'subject', id: 'bob' }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
    const answer = await line.revoke(ops, body, { headers: { 'content-type': type } })
    assert.equal(answer.status, 415, type)
  }
  assert.deepEqual(await feed(), before)
  const headers = { 'content-type': 'Application/JSON; charset=utf-8' }
  assert.equal((await line.revoke(ops, body, { headers })).status, 201)
})

test('where the log cannot be kept nothing is revoked, and the caller hears 503', async () => {
  const ops = await line.client('ops')
  const before = await feed()
  const { audit } = line.sallyport.store
  const append = audit.append
  Object.assign(audit, { append: () => Promise.reject(new Error('the disk is full')) })
  const { status } = await line.revoke(ops, { kind: 'subject', id: 'bob' })
  Object.assign(audit, { append })
  assert.equal(status, 503)
  assert.deepEqual(await feed(), before)
  assert.equal((await line.revoke(ops, { kind: 'subject', id: 'bob' })).status, 201)
})
