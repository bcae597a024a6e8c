import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { identify, openIdentity } from '../support/identity.ts'
import { saveUser } from '../support/open-authority.ts'
import { type Changes, Person, refreshRequest, withChanges } from '../support/person.ts'

const bench = await openIdentity()
after(() => bench.close())
const everything = { scope: 'openid profile email read:documents' }
const api = new Person(bench)

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const ask = (token: string, init: RequestInit = {}) =>
  api.fetch('/userinfo', { ...init, headers: { ...bearer(token), ...init.headers } })

function post(body: Changes, headers: Record<string, string>): Promise<Response> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const init = { method: 'POST', body: withChanges({}, body), headers: { ...type, ...headers } }
  return api.fetch('/userinfo', init)
}

async function assertRefused(response: Response, status: number, challenge: string) {
  assert.equal(response.status, status)
  assert.equal(response.headers.get('www-authenticate'), challenge)
  assert.equal('sub' in (await response.json()), false)
}

test('OIDC-05 sub always, the other claims by scope, the same over GET and POST', async () => {
  const updated_at = (await bench.store.users.findBySub('user-alice'))?.updatedAt
  const profile = { name: 'Alice Adams', preferred_username: 'alice', updated_at }
  const email = { email: 'alice@mail.example' }
  for (const [scope, expected] of [
    ['openid', {}],
    ['openid profile', profile],
    ['openid email', email],
    ['openid profile email', { ...profile, ...email }],
  ] as const) {
    const { accessToken, idToken } = await identify(new Person(bench), bench, { scope })
    for (const response of [await ask(accessToken), await post({}, bearer(accessToken))]) {
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.deepEqual(await response.json(), { sub: 'user-alice', ...expected })
    }
    const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
    assert.equal(claims.sub, 'user-alice')
  }
})

test('a person without a name or an address has no such claims', async () => {
  await saveUser(bench.store, { username: 'bob', scopes: ['read:documents'] })
  const { accessToken } = await identify(new Person(bench), bench, everything, 'bob')
  const claims = await (await ask(accessToken)).json()
  assert.deepEqual(Object.keys(claims).sort(), ['preferred_username', 'sub', 'updated_at'])
})

test('OIDC-05 M10 a token without openid is not enough', async () => {
  const without = await identify(new Person(bench), bench, { scope: 'profile read:documents' })
  const challenge = 'Bearer error="insufficient_scope", scope="openid"'
  await assertRefused(await ask(without.accessToken), 403, challenge)
  const { accessToken } = await identify(new Person(bench), bench)
  assert.equal((await ask(accessToken)).status, 200)
})

test('M10 a token counts in the Authorization header alone, and once', async () => {
  const { accessToken } = await identify(new Person(bench), bench)
  await assertRefused(await api.fetch('/userinfo'), 401, 'Bearer realm="userinfo"')
  await assertRefused(
    await api.fetch(`/userinfo?access_token=${accessToken}`),
    401,
    'Bearer realm="userinfo"',
  )
  await assertRefused(await post({ access_token: accessToken }, {}), 401, 'Bearer realm="userinfo"')
  const basic = { authorization: `Basic ${accessToken}` }
  await assertRefused(
    await api.fetch('/userinfo', { headers: basic }),
    401,
    'Bearer realm="userinfo"',
  )
  const twice = [
    await api.fetch(`/userinfo?access_token=${accessToken}`, { headers: bearer(accessToken) }),
    await post({ access_token: accessToken }, bearer(accessToken)),
  ]
  for (const response of twice) assert.equal(response.status, 400)
  assert.equal((await post({ other: 'x' }, bearer(accessToken))).status, 200)
})

test('OIDC-05 only an access token of ours that is good now is one', async () => {
  const { accessToken, idToken, refreshToken } = await identify(new Person(bench), bench)
  const challenge = 'Bearer error="invalid_token"'
  const [header, payload] = accessToken.split('.')
  const other = (await identify(new Person(bench), bench)).accessToken.split('.')[2]
  for (const token of [idToken, refreshToken, 'nonsense', `${header}.${payload}.${other}`]) {
    await assertRefused(await ask(token), 401, challenge)
  }
  assert.equal((await ask(accessToken)).status, 200)
  bench.clock.advanceSeconds(600 + 31)
  await assertRefused(await ask(accessToken), 401, challenge)
})

test('OIDC-05 a revoked token, grant, session or person is told nothing of', async () => {
  const revoke = (target: Parameters<typeof bench.store.revocations.revoke>[0]['target']) =>
    bench.store.revocations.revoke({ target, now: bench.clock.nowMs() / 1000 })
  for (const kind of ['token', 'grant', 'session', 'client', 'subject'] as const) {
    bench.clock.advanceSeconds(1)
    const { accessToken } = await identify(new Person(bench), bench)
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
    const ids = {
      token: claims.jti,
      grant: claims.grant_id,
      session: claims.sid,
      client: 'web',
      subject: claims.sub,
    }
    assert.equal((await ask(accessToken)).status, 200, kind)
    await revoke({ kind, id: ids[kind] })
    await assertRefused(await ask(accessToken), 401, 'Bearer error="invalid_token"')
  }
  bench.clock.advanceSeconds(1)
})

test('OIDC-05 a person who was disabled, and a grant that a replay ended, are told nothing of', async () => {
  await saveUser(bench.store, { username: 'dora', scopes: ['read:documents'] })
  const dora = await identify(new Person(bench), bench, {}, 'dora')
  assert.equal((await ask(dora.accessToken)).status, 200)
  await saveUser(bench.store, { username: 'dora', status: 'disabled' })
  await assertRefused(await ask(dora.accessToken), 401, 'Bearer error="invalid_token"')
  const alice = await identify(new Person(bench), bench)
  const changes = { client_id: 'web' }
  const { body } = await refreshRequest(bench, alice.refreshToken, changes)
  assert.equal((await ask(String(body.access_token))).status, 200)
  bench.clock.advanceSeconds(10)
  await refreshRequest(bench, alice.refreshToken, changes)
  await assertRefused(await ask(String(body.access_token)), 401, 'Bearer error="invalid_token"')
})

test("CORS-01 a browser client's own origin may ask, another's may not", async () => {
  const { accessToken } = await identify(new Person(bench), bench)
  for (const [origin, allowed] of [
    ['https://app.example', 'https://app.example'],
    ['https://evil.example', null],
    ['null', null],
  ] as const) {
    const responses = [
      await ask(accessToken, { headers: { origin } }),
      await ask('nonsense', { headers: { origin } }),
      await api.fetch('/userinfo', { method: 'OPTIONS', headers: { origin } }),
    ]
    for (const response of responses) {
      assert.equal(response.headers.get('access-control-allow-origin'), allowed)
      assert.equal(response.headers.get('access-control-allow-credentials'), null)
    }
    const [, , preflight] = responses
    const headers = preflight?.headers.get('access-control-allow-headers')
    assert.equal(headers, allowed === null ? null : 'authorization, content-type')
  }
})
