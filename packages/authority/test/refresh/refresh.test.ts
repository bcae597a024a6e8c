import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { slowStore } from '@sallyport/store/contract'
import { decodeJwt } from 'jose'
import { createAuthority } from '../../src/index.ts'
import {
  documentsApi,
  openAuthority,
  refreshTokens,
  reportsApi,
  saveClient,
  saveUser,
  secretOf,
} from '../support/open-authority.ts'
import { basic, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import {
  assertIssued,
  assertRefused,
  newTokens,
  reasonsOf,
  refreshed,
  revokedTargets,
} from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)
const day = 86_400

test('O21-20 the reuse of a rotated token ends the family and is recorded as what it is', async () => {
  const first = await newTokens(bench, alice)
  const second = await refreshed(bench, first.refreshToken)
  const third = await refreshed(bench, second.refreshToken)
  assertRefused(await refreshRequest(bench, first.refreshToken), 400, 'invalid_grant')
  assertRefused(await refreshRequest(bench, third.refreshToken), 400, 'invalid_grant')
  const id = decodeJwt(first.accessToken).grant_id
  const targets = await revokedTargets(bench)
  assert.equal(targets.filter((t) => t.kind === 'grant' && t.id === id).length, 1)
  assert.deepEqual(await reasonsOf(bench, 'token.reused'), ['refresh_token_reused'])
  assert.deepEqual(await reasonsOf(bench, 'token.revoked'), ['refresh_token_reused'])
})

test('O21-20 what is revoked stays so when the configured lifetime was lowered meanwhile', async (t) => {
  const longer = await openAuthority()
  t.after(() => longer.close())
  const [resource, other] = longer.options.resources
  assert.ok(other !== undefined)
  const hour = { ...resource, accessTokenSeconds: 3600 }
  const before = createAuthority({ ...longer.options, resources: [hour, other] })
  const person = new Person({ ...longer, authority: before })
  const first = await newTokens({ ...longer, authority: before }, person)
  await refreshed(longer, first.refreshToken)
  longer.clock.advanceSeconds(10)
  assertRefused(await refreshRequest(longer, first.refreshToken), 400, 'invalid_grant')
  longer.clock.advanceSeconds(3599)
  await longer.authority.prune()
  const { jti: tokenId = '', iat: issuedAt = 0, ...claims } = decodeJwt(first.accessToken)
  const facts = { tokenId, issuedAt, clientId: 'app', subject: 'user-alice' }
  const grantId = String(claims.grant_id)
  assert.equal(await longer.store.revocations.isRevoked({ ...facts, grantId }), true)
  assert.equal(await longer.store.revocations.isRevoked({ ...facts, grantId: 'another' }), false)
})

test('O21-19 E03 another client gets nothing and harms nothing', async () => {
  const { refreshToken } = await newTokens(bench, alice)
  const before = await revokedTargets(bench)
  const other = await refreshRequest(bench, refreshToken, { client_id: 'other' })
  assertRefused(other, 400, 'invalid_grant')
  const changes = { grant_type: 'refresh_token', code_verifier: undefined, client_id: undefined }
  const asConf = await tokenRequest(
    bench,
    { ...changes, refresh_token: refreshToken },
    { headers: basic('conf', secretOf('conf')) },
  )
  assertRefused(asConf, 400, 'invalid_grant')
  assert.deepEqual(await revokedTargets(bench), before)
  await refreshed(bench, refreshToken)
})

test('O21-20 an old token of another client does not kill the family', async () => {
  const first = await newTokens(bench, alice)
  const second = await refreshed(bench, first.refreshToken)
  const other = await refreshRequest(bench, first.refreshToken, { client_id: 'other' })
  assertRefused(other, 400, 'invalid_grant')
  const third = await refreshed(bench, second.refreshToken)
  assertRefused(await refreshRequest(bench, first.refreshToken), 400, 'invalid_grant')
  assertRefused(await refreshRequest(bench, third.refreshToken), 400, 'invalid_grant')
})

test('E03 a forged or foreign token has no effect on the family', async () => {
  const { refreshToken, accessToken } = await newTokens(bench, alice)
  const code = await alice.code()
  const flipped =
    refreshToken.slice(0, 60) + (refreshToken[60] === 'A' ? 'B' : 'A') + refreshToken.slice(61)
  for (const bad of [flipped, accessToken, code, 'x', `${refreshToken}A`, 'A'.repeat(92)]) {
    assertRefused(await refreshRequest(bench, bad), 400, 'invalid_grant')
  }
  const none = await refreshRequest(bench, '', {})
  assertRefused(none, 400, 'invalid_request')
  await refreshed(bench, refreshToken)
})

test('O21-19 E04 a scope can shrink and never grow, and asking too much spends nothing', async () => {
  const code = await alice.code({ scope: 'read:documents write:documents' })
  const first = assertIssued(await tokenRequest(bench, { code }))
  for (const scope of [
    'read:documents write:documents read:users',
    'read:reports',
    'admin:users',
    'read:documents\twrite:documents',
  ]) {
    const answer = await refreshRequest(bench, first.refreshToken, { scope })
    assertRefused(answer, 400, 'invalid_scope', scope)
  }
  const narrower = assertIssued(
    await refreshRequest(bench, first.refreshToken, { scope: 'read:documents' }),
  )
  assert.equal(narrower.scope, 'read:documents')
  assert.equal(decodeJwt(narrower.accessToken).scope, 'read:documents')
  // O21-21: the refresh token keeps the whole grant.
  const again = await refreshed(bench, narrower.refreshToken)
  assert.equal(again.scope, 'read:documents write:documents')
})

test('RES-03 E04 a resource that was not granted is refused at code and refresh', async () => {
  const code = await alice.code()
  const atCode = await tokenRequest(bench, { code, resource: documentsApi })
  const { refreshToken } = assertIssued(atCode)
  const foreign = await tokenRequest(bench, { code: await alice.code(), resource: reportsApi })
  assertRefused(foreign, 400, 'invalid_target')
  for (const resource of [reportsApi, 'https://evil.example', [documentsApi, reportsApi]]) {
    const answer = await refreshRequest(bench, refreshToken, { resource })
    assertRefused(answer, 400, 'invalid_target')
  }
  assertIssued(await refreshRequest(bench, refreshToken, { resource: documentsApi }))
})

test('RES-04 MCP-04 one token is for one resource, the refresh token keeps them all', async () => {
  const both = { scope: 'read:documents read:reports', resource: [documentsApi, reportsApi] }
  const code = await alice.code(both)
  const first = assertIssued(await tokenRequest(bench, { code, resource: documentsApi }))
  assert.equal(decodeJwt(first.accessToken).aud, documentsApi)
  const second = assertIssued(
    await refreshRequest(bench, first.refreshToken, { resource: reportsApi }),
  )
  assert.equal(decodeJwt(second.accessToken).aud, reportsApi)
  const third = assertIssued(
    await refreshRequest(bench, second.refreshToken, { resource: documentsApi }),
  )
  assert.equal(decodeJwt(third.accessToken).aud, documentsApi)
  const two = await refreshRequest(bench, third.refreshToken, both)
  assertRefused(two, 400, 'invalid_target')
})

test('O21-21 a token unused for longer than the idle limit ends quietly', async () => {
  const idle = await newTokens(bench, alice)
  bench.clock.advanceSeconds(14 * day)
  const used = await refreshed(bench, idle.refreshToken)
  const before = await revokedTargets(bench)
  bench.clock.advanceSeconds(14 * day + 1)
  assertRefused(await refreshRequest(bench, used.refreshToken), 400, 'invalid_grant')
  assert.deepEqual(await revokedTargets(bench), before)
  assert.ok((await reasonsOf(bench, 'token.refused')).includes('ended_idle'))
})

test('BBA-04 E06 rotation does not prolong the absolute limit', async () => {
  let { refreshToken } = await newTokens(bench, alice)
  for (let i = 0; i < 10; i++) {
    bench.clock.advanceSeconds(3 * day - 1)
    refreshToken = (await refreshed(bench, refreshToken)).refreshToken
  }
  const before = await revokedTargets(bench)
  bench.clock.advanceSeconds(10)
  assertRefused(await refreshRequest(bench, refreshToken), 400, 'invalid_grant')
  assert.deepEqual(await revokedTargets(bench), before)
  assert.ok((await reasonsOf(bench, 'token.refused')).includes('ended_absolute'))
})

test('a family ends quietly after the rotations it may have', async (t) => {
  const few = await openAuthority({ refreshTokens: { ...refreshTokens, maxRotations: 2 } })
  t.after(() => few.close())
  const person = new Person(few)
  const { refreshToken } = await newTokens(few, person)
  const second = await refreshed(few, (await refreshed(few, refreshToken)).refreshToken)
  assertRefused(await refreshRequest(few, second.refreshToken), 400, 'invalid_grant')
  assert.deepEqual(await revokedTargets(few), [])
  assert.deepEqual(await reasonsOf(few, 'token.refused'), ['ended_rotations'])
})

test('E06 a refresh token dies with the person, the grant, the session or the client', async () => {
  const { store, clock } = bench
  const now = () => Math.floor(clock.nowMs() / 1000)
  const eve = new Person(bench, '203.0.113.12')
  const user = { username: 'eve', scopes: ['read:documents'] }
  await saveUser(store, user)
  const tokensOf = async () =>
    assertIssued(await tokenRequest(bench, { code: await eve.code({}, 'eve') }))
  const revoke = (kind: 'grant' | 'session' | 'client' | 'subject', id: string) =>
    store.revocations.revoke({ target: { kind, id }, now: now() })

  for (const [kind, claim] of [
    ['grant', 'grant_id'],
    ['session', 'sid'],
    ['subject', 'sub'],
  ] as const) {
    const tokens = await tokensOf()
    const next = await refreshed(bench, tokens.refreshToken)
    await revoke(kind, String(decodeJwt(tokens.accessToken)[claim]))
    assertRefused(await refreshRequest(bench, next.refreshToken), 400, 'invalid_grant', kind)
    clock.advanceSeconds(1)
  }

  await saveClient(store, { client_id: 'passing' })
  const code = await eve.code({ client_id: 'passing' }, 'eve')
  const ofPassing = assertIssued(await tokenRequest(bench, { code, client_id: 'passing' }))
  const client_id = 'passing'
  const rotated = assertIssued(await refreshRequest(bench, ofPassing.refreshToken, { client_id }))
  await saveClient(store, { client_id, status: 'disabled' })
  const gone = await refreshRequest(bench, rotated.refreshToken, { client_id })
  assertRefused(gone, 401, 'invalid_client')

  const tokens = await refreshed(bench, (await tokensOf()).refreshToken)
  await saveUser(store, { ...user, status: 'disabled' })
  assertRefused(await refreshRequest(bench, tokens.refreshToken), 400, 'invalid_grant')
  await saveUser(store, user)
  assertRefused(await refreshRequest(bench, tokens.refreshToken), 400, 'invalid_grant')
})

test('a refreshed token carries the roles and scopes that the person has now', async () => {
  const { store } = bench
  const fay = new Person(bench, '203.0.113.13')
  const both = ['read:documents', 'write:documents']
  await saveUser(store, { username: 'fay', scopes: both, roles: ['admin'] })
  const code = await fay.code({ scope: both.join(' ') }, 'fay')
  const first = assertIssued(await tokenRequest(bench, { code }))
  assert.deepEqual(decodeJwt(first.accessToken).roles, ['admin'])
  await saveUser(store, { username: 'fay', scopes: ['read:documents'], roles: ['employee'] })
  const second = await refreshed(bench, first.refreshToken)
  assert.deepEqual(decodeJwt(second.accessToken).roles, ['employee'])
  assert.equal(second.scope, 'read:documents')
})

test('a client without the refresh grant gets no refresh token', async () => {
  const { refreshToken } = await newTokens(bench, alice)
  assert.match(refreshToken, /^[\w-]{92}$/)
  await saveClient(bench.store, { client_id: 'once', grant_types: ['authorization_code'] })
  const code = await alice.code({ client_id: 'once' })
  const { body } = await tokenRequest(bench, { code, client_id: 'once' })
  assert.equal(typeof body.access_token, 'string')
  assert.equal(Object.hasOwn(body, 'refresh_token'), false)
  const refused = await refreshRequest(bench, refreshToken, { client_id: 'once' })
  assertRefused(refused, 400, 'unauthorized_client')
})

test('E02 without a window, of fifty uses of one refresh token exactly one succeeds', async (t) => {
  const noWindow = { refreshTokens: { ...refreshTokens, retrySeconds: 0 } }
  const slow = await openAuthority(noWindow, (store) => slowStore(store, 1))
  t.after(() => slow.close())
  const { refreshToken } = await newTokens(slow, new Person(slow))
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => refreshRequest(slow, refreshToken)),
  )
  const winners = answers.filter(({ status }) => status === 200)
  assert.equal(winners.length, 1)
  for (const answer of answers) {
    if (answer.status !== 200) assertRefused(answer, 400, 'invalid_grant')
  }
  // Reuse was seen, so no branch lives on.
  assertRefused(await refreshRequest(slow, winners[0]?.body.refresh_token), 400, 'invalid_grant')
})
