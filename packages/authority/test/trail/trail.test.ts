import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAuditEvent } from '@sallyport/audit'
import { openAuthority, password, secretOf } from '../support/open-authority.ts'
import {
  basic,
  forgetConsents,
  Person,
  refreshRequest,
  tokenRequest,
  verifier,
} from '../support/person.ts'
import { assertIssued } from '../support/token-outcomes.ts'

/** What a caller writes to forge a second record, to hide one, or to fill the log. */
const hostile = [
  'bob\n{"type":"sign_in.succeeded","subject":"admin"}',
  'bob\r\n2026-03-02T12:00:00Z sign_in.succeeded subject=admin',
  '\u001b[2K\u001b[1Abob',
  'bob\u2028subject=admin',
  'b'.repeat(100_000),
]

test('AUTHN-08 whatever a person or a client does leaves its event, and no secret in it', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  await alice.signIn(await alice.open(), 'alice', 'not the password')
  const code = await alice.code()
  const issued = assertIssued(await tokenRequest(bench, { code }))
  const second = assertIssued(await refreshRequest(bench, issued.refreshToken))
  bench.clock.advanceSeconds(60)
  await refreshRequest(bench, issued.refreshToken)
  const again = await alice.code()
  await tokenRequest(bench, { code: again })
  await tokenRequest(bench, { code: again })
  await forgetConsents(bench)
  await alice.submit(await alice.open(), { decision: 'deny' })
  await alice.open({ client_id: 'nobody' })
  const wrong = basic('conf', secretOf('post'))
  await tokenRequest(bench, { client_id: undefined, code }, { headers: wrong })
  await tokenRequest(bench, { code: 'none' })
  const grants = await alice.follow(await alice.fetch('/grants'))
  assert.equal(grants.status, 200)

  const events = await bench.events()
  const types = new Set(events.map(({ type }) => type))
  for (const type of [
    'sign_in.failed',
    'sign_in.succeeded',
    'consent.granted',
    'consent.denied',
    'code.issued',
    'code.replayed',
    'token.issued',
    'token.refreshed',
    'token.reused',
    'authorization.refused',
    'client_authentication.failed',
    'code.refused',
  ] as const) {
    assert.ok(types.has(type), type)
  }
  const trail = events.flatMap((event) => [
    JSON.stringify(event),
    formatAuditEvent(event, 'text'),
    formatAuditEvent(event, 'json'),
  ])
  const secrets = [
    password,
    'not the password',
    code,
    again,
    verifier,
    issued.accessToken.split('.')[2] ?? '',
    issued.refreshToken,
    second.refreshToken,
    secretOf('post'),
    ...alice.cookies.values(),
  ]
  for (const secret of secrets) {
    assert.ok(secret.length > 10)
    assert.ok(!trail.some((line) => line.includes(secret)), 'a secret in the trail')
  }
})

test('AUTHN-08 what a caller writes makes one line of bounded length for each event', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  for (const text of hostile) {
    const person = new Person(bench)
    const page = await person.open()
    assert.match(page.action, /sign-in/)
    const isShort = text.length < 1000
    if (isShort) assert.equal((await person.signIn(page, text, text)).status, 400)
    await person.open({ client_id: text, state: text })
    await person.open({ scope: text, state: text })
    await tokenRequest(bench, { client_id: text, code: text })
    const headers = basic(isShort ? text : 'conf', isShort ? text : 'long')
    await tokenRequest(bench, { client_id: undefined, code: text }, { headers })
  }
  const events = await bench.events()
  assert.ok(events.length >= 4 * hostile.length, String(events.length))
  for (const event of events) {
    for (const form of ['text', 'json'] as const) {
      const line = formatAuditEvent(event, form)
      assert.match(line, /^[\x20-\x7e]+$/)
      assert.ok(line.length < 5000, String(line.length))
      assert.doesNotMatch(line, /subject["=:]+admin/)
    }
  }
  assert.ok(!events.some(({ type }) => type === 'sign_in.succeeded'))
})
