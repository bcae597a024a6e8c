import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import type { AuthorityOptions, ReuseReport } from '../../src/index.ts'
import { asWeb, identify, openIdentity } from '../support/identity.ts'
import { type Bench, openAuthority, refreshTokens, secretOf } from '../support/open-authority.ts'
import { basic, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import {
  assertIssued,
  assertRefused,
  newTokens,
  reasonsOf,
  refreshed,
} from '../support/token-outcomes.ts'

type OnReuse = NonNullable<AuthorityOptions['refreshTokens']['onReuse']>

const openWith = (onReuse: OnReuse, more: Partial<AuthorityOptions['refreshTokens']> = {}) =>
  openAuthority({ refreshTokens: { ...refreshTokens, onReuse, ...more } })

/** A new family, and the use of a token of it that was used before. */
async function reuse(bench: Bench, person: Person) {
  const first = await newTokens(bench, person)
  const second = await refreshed(bench, first.refreshToken)
  bench.clock.advanceSeconds(10)
  assertRefused(await refreshRequest(bench, first.refreshToken), 400, 'invalid_grant')
  return { first, second }
}

test('O21-20 reuse is reported once, with what it was about, and no quiet end is', async (t) => {
  const reports: ReuseReport[] = []
  const bench = await openWith({ notify: (report) => void reports.push(report) })
  t.after(() => bench.close())
  const alice = new Person(bench)
  const { first, second } = await reuse(bench, alice)
  const time = Math.floor(bench.clock.nowMs() / 1000)
  for (const token of [first, second, first]) {
    assertRefused(await refreshRequest(bench, token.refreshToken), 400, 'invalid_grant')
  }
  const idle = await newTokens(bench, alice)
  bench.clock.advanceSeconds(15 * 86_400)
  assertRefused(await refreshRequest(bench, idle.refreshToken), 400, 'invalid_grant')
  await turn()
  const { grant_id: grantId, sid: sessionId } = decodeJwt(first.accessToken)
  assert.deepEqual(reports, [
    {
      subject: 'user-alice',
      clientId: 'app',
      grantId,
      sessionId,
      reason: 'refresh_token_reused',
      time,
    },
  ])
})

test('who is told neither delays nor changes the answer, whether it waits, throws or rejects', async (t) => {
  const faults: unknown[] = []
  const failure = new Error('the receiver is broken')
  for (const notify of [
    () => new Promise<void>(() => {}),
    () => {
      throw failure
    },
    async () => {
      throw failure
    },
  ]) {
    const bench = await openAuthority({
      refreshTokens: { ...refreshTokens, onReuse: { notify } },
      onFault: (error) => {
        faults.push(error)
      },
    })
    t.after(() => bench.close())
    await reuse(bench, new Person(bench))
    await turn()
    assert.deepEqual(await reasonsOf(bench, 'token.reused'), ['refresh_token_reused'])
  }
  assert.deepEqual(faults, [failure, failure])
})

test('O21-20 reuse is reported and recorded also where people cannot be looked up, or their block is still to be kept', async (t) => {
  for (const users of ['as ever', 'away', 'behind'] as const) {
    const reports: ReuseReport[] = []
    const faults: unknown[] = []
    const bench = await openAuthority({
      refreshTokens: {
        ...refreshTokens,
        onReuse: { notify: (report) => void reports.push(report), blockSubjectSeconds: 3600 },
      },
      onFault: (error) => {
        faults.push(error)
      },
    })
    t.after(() => bench.close())
    const first = await newTokens(bench, new Person(bench))
    await refreshed(bench, first.refreshToken)
    bench.clock.advanceSeconds(10)
    const blockedUntil = Math.floor(bench.clock.nowMs() / 1000) + 3600
    const asKnown = await bench.store.users.findBySub('user-alice')
    const failure = new Error('the store of people is away')
    if (users === 'away')
      t.mock.method(bench.store.users, 'findBySub', () => Promise.reject(failure))
    if (users === 'behind') t.mock.method(bench.store.users, 'findBySub', async () => asKnown)
    assertRefused(await refreshRequest(bench, first.refreshToken), 400, 'invalid_grant')
    await turn()
    assert.deepEqual(
      reports.map((report) => [report.reason, report.blockedUntil]),
      [['refresh_token_reused', blockedUntil]],
      users,
    )
    for (const type of ['token.reused', 'token.revoked', 'user.blocked'] as const) {
      assert.deepEqual(await reasonsOf(bench, type), ['refresh_token_reused'], `${users} ${type}`)
    }
    assert.deepEqual(faults, users === 'away' ? [failure] : [])
  }
})

test('reuse blocks nobody unless so configured', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  await reuse(bench, new Person(bench))
  assert.equal((await bench.store.users.findBySub('user-alice'))?.blockedUntil, undefined)
  assert.deepEqual(await reasonsOf(bench, 'user.blocked'), [])
  await newTokens(bench, new Person(bench))
})

test('E01 a blocked person can neither sign in, refresh nor call, until the block has run out', async (t) => {
  const reports: ReuseReport[] = []
  const notify = (report: ReuseReport) => void reports.push(report)
  const bench = await openWith({ notify, blockSubjectSeconds: 3600 })
  t.after(() => bench.close())
  const alice = new Person(bench)
  const elsewhere = new Person(bench, '203.0.113.20')
  const other = await newTokens(bench, elsewhere)
  const bob = new Person(bench, '203.0.113.21')
  const ofBob = assertIssued(await tokenRequest(bench, { code: await bob.code({}, 'bob') }))
  const { first, second } = await reuse(bench, alice)
  const blockedUntil = Math.floor(bench.clock.nowMs() / 1000) + 3600
  assert.equal((await bench.store.users.findBySub('user-alice'))?.blockedUntil, blockedUntil)
  assert.deepEqual(await reasonsOf(bench, 'user.blocked'), ['refresh_token_reused'])
  await turn()
  assert.deepEqual(
    reports.map((report) => report.blockedUntil),
    [blockedUntil],
  )

  // Everything of hers is over, of nobody else.
  assertRefused(await refreshRequest(bench, other.refreshToken), 400, 'invalid_grant')
  const { jti: tokenId = '', iat: issuedAt = 0 } = decodeJwt(other.accessToken)
  const token = { tokenId, issuedAt, clientId: 'app', subject: 'user-alice' }
  assert.equal(await bench.store.revocations.isRevoked(token), true)
  assert.equal(await bench.store.revocations.isRevoked({ ...token, subject: 'user-bob' }), false)
  await refreshed(bench, ofBob.refreshToken)
  assert.match((await alice.open()).action, /\/sign-in/)

  // Replays extend nothing, and the password is answered as a wrong one is.
  bench.clock.advanceSeconds(60)
  for (const { refreshToken } of [first, second, other]) {
    assertRefused(await refreshRequest(bench, refreshToken), 400, 'invalid_grant')
  }
  assert.equal((await bench.store.users.findBySub('user-alice'))?.blockedUntil, blockedUntil)
  const right = await alice.signIn(await alice.open())
  const another = new Person(bench, '203.0.113.23')
  const wrong = await another.signIn(await another.open(), 'bob', 'not his password')
  assert.equal(right.status, wrong.status)
  const page = (text: string) => text.replaceAll(/value="[^"]*"|nonce[-=]"?[^"]*"/g, '')
  assert.equal(page(right.text).replaceAll('alice', 'bob'), page(wrong.text))
  assert.ok((await reasonsOf(bench, 'sign_in.failed')).includes('blocked'))

  bench.clock.advanceSeconds(3539)
  assert.match((await alice.signIn(await alice.open())).action, /\/sign-in/)
  bench.clock.advanceSeconds(1)
  await newTokens(bench, new Person(bench, '203.0.113.22'))
})

test('a block that was lifted is over at once', async (t) => {
  const bench = await openWith({ blockSubjectSeconds: 3600 })
  t.after(() => bench.close())
  await reuse(bench, new Person(bench))
  const now = Math.floor(bench.clock.nowMs() / 1000)
  assert.equal(await bench.store.users.unblock('user-alice', now), true)
  bench.clock.advanceSeconds(1)
  await newTokens(bench, new Person(bench))
})

test('what was left of a blocked person is refused wherever it is shown', async (t) => {
  const bench = await openIdentity()
  t.after(() => bench.close())
  const { users } = bench.store
  const alice = new Person(bench)
  const first = await identify(alice, bench)
  const code = await alice.code(asWeb())
  const asConf = { headers: basic('conf', secretOf('conf')) }
  const toConf = { client_id: undefined, code_verifier: undefined, grant_type: undefined }
  const ofConf = assertIssued(
    await tokenRequest(
      bench,
      { client_id: undefined, code: await alice.code({ client_id: 'conf' }) },
      asConf,
    ),
  )
  const userinfo = async () => {
    const headers = { authorization: `Bearer ${first.accessToken}` }
    return (await alice.fetch('/userinfo', { headers })).status
  }
  const introspected = async (token: string) =>
    (await tokenRequest(bench, { ...toConf, token }, { ...asConf, url: '/introspect' })).body.active
  const signsInFirst = async (path: string) =>
    /sign-in/.test((await alice.fetch(path)).headers.get('location') ?? '')
  const look = async () => [
    await userinfo(),
    await introspected(ofConf.refreshToken),
    await introspected(ofConf.accessToken),
    await signsInFirst('/grants'),
    await signsInFirst('/device'),
  ]
  assert.deepEqual(await look(), [200, true, true, false, false])

  // As where the block is known before what it revokes: only the record of the person says it.
  const blockedUntil = Math.floor(bench.clock.nowMs() / 1000) + 60
  const { findBySub } = users
  const record = { ...(await findBySub('user-alice')), blockedUntil }
  t.mock.method(users, 'findBySub', async () => record)
  assert.deepEqual(await look(), [401, false, false, true, true])
  const client_id = 'web'
  assertRefused(await tokenRequest(bench, { code, client_id }), 400, 'invalid_grant')
  bench.clock.advanceSeconds(60)
  assert.deepEqual(await look(), [200, true, true, false, false])
  t.mock.method(users, 'findBySub', async () => ({ ...record, blockedUntil: blockedUntil + 60 }))
  const refused = await refreshRequest(bench, first.refreshToken, { client_id })
  assertRefused(refused, 400, 'invalid_grant')
  assert.ok((await reasonsOf(bench, 'token.revoked')).includes('user_not_active'))
})

test('E09 a refresh token from another device ends its family, in time for a retry or not; the same device goes on', async (t) => {
  const reports: ReuseReport[] = []
  const notify = (report: ReuseReport) => void reports.push(report)
  const bench = await openWith({ notify }, { deviceHeaders: ['user-agent', 'accept-language'] })
  t.after(() => bench.close())
  const laptop = { 'user-agent': 'Laptop', 'accept-language': 'en' }
  const from = (headers: Record<string, string>, refresh_token: string) =>
    tokenRequest(
      bench,
      { grant_type: 'refresh_token', code_verifier: undefined, refresh_token },
      { headers },
    )
  for (const [thief, which] of [
    [{ 'user-agent': 'Phone', 'accept-language': 'en' }, 'current'],
    [{ 'user-agent': 'Laptop' }, 'current'],
    [{ 'user-agent': 'Laptop', 'accept-language': '' }, 'current'],
    [{}, 'previous'],
  ] as const) {
    const code = await new Person(bench).code()
    const first = assertIssued(await tokenRequest(bench, { code }, { headers: laptop }))
    const moved = { ...laptop, accept: 'anything' }
    const second = assertIssued(await from(moved, first.refreshToken))
    const stolenToken = which === 'current' ? second.refreshToken : first.refreshToken
    const stolen = await from({ ...thief }, stolenToken)
    assertRefused(stolen, 400, 'invalid_grant')
    assertRefused(await from(laptop, second.refreshToken), 400, 'invalid_grant')
  }
  await turn()
  const reasons = Array.from({ length: 4 }, () => 'device_changed')
  assert.deepEqual(await reasonsOf(bench, 'token.reused'), reasons)
  assert.deepEqual(
    reports.map((report) => report.reason),
    reasons,
  )
  const refused = await reasonsOf(bench, 'token.refused')
  assert.deepEqual(
    refused,
    Array.from({ length: 4 }, () => 'ended_device_changed'),
  )
})

test('a change of the declared headers ends no family', async (t) => {
  const bench = await openWith({}, { deviceHeaders: ['user-agent'] })
  const { createAuthority } = await import('../../src/index.ts')
  t.after(() => bench.close())
  const { accessToken, refreshToken } = await newTokens(bench, new Person(bench))
  for (const deviceHeaders of [['user-agent', 'accept-language'], []]) {
    const changed = { ...bench.options.refreshTokens, deviceHeaders }
    const authority = createAuthority({ ...bench.options, refreshTokens: changed })
    const headers = { 'user-agent': 'anything' }
    const tokens = await newTokens(bench, new Person(bench))
    const request = {
      grant_type: 'refresh_token',
      code_verifier: undefined,
      refresh_token: tokens.refreshToken,
    }
    assertIssued(await tokenRequest({ ...bench, authority }, request, { headers }))
  }
  const kept = await bench.store.grants.find(String(decodeJwt(accessToken).grant_id))
  assert.notEqual(kept?.family?.device, null)
  await refreshed(bench, refreshToken)
})
