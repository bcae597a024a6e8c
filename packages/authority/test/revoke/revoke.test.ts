import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { decodeJwt } from 'jose'
import { postForm } from '../support/client-forms.ts'
import { openAuthority, secretOf } from '../support/open-authority.ts'
import { basic, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import { assertIssued, assertRefused, revokedTargets } from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)

/** Tokens of a new grant: of `conf`, or of a public client. */
async function tokensOf(clientId: 'conf' | 'app' | 'other') {
  const code = await alice.code({ client_id: clientId })
  const headers = clientId === 'conf' ? basic('conf', secretOf('conf')) : {}
  const client_id = clientId === 'conf' ? undefined : clientId
  return assertIssued(await tokenRequest(bench, { code, client_id }, { headers }))
}

const isLive = async (accessToken: string) => {
  const { text } = await postForm(bench, '/introspect', { token: accessToken })
  return JSON.parse(text).active as boolean
}

test('REV-01 a revoked refresh token takes its grant and access tokens with it', async () => {
  const tokens = await tokensOf('conf')
  assert.equal(await isLive(tokens.accessToken), true)
  const answer = await postForm(bench, '/revoke', { token: tokens.refreshToken })
  assert.deepEqual([answer.status, answer.text], [200, ''])
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.equal(await isLive(tokens.accessToken), false)
  const headers = basic('conf', secretOf('conf'))
  const refreshed = await tokenRequest(
    bench,
    {
      grant_type: 'refresh_token',
      refresh_token: tokens.refreshToken,
      client_id: undefined,
      code_verifier: undefined,
    },
    { headers },
  )
  assertRefused(refreshed, 400, 'invalid_grant')
  const grantId = String(decodeJwt(tokens.accessToken).grant_id)
  assert.deepEqual((await revokedTargets(bench)).at(-1), { kind: 'grant', id: grantId })
  const event = (await bench.events()).findLast(({ type }) => type === 'token.revoked')
  assert.deepEqual(
    [event?.clientId, event?.grantId, event?.reasons],
    ['conf', grantId, ['revoked_by_client']],
  )
})

test('REV-01 an older refresh token of the family revokes it too', async () => {
  const tokens = await tokensOf('app')
  const next = assertIssued(await refreshRequest(bench, tokens.refreshToken))
  await postForm(bench, '/revoke', { client_id: 'app', token: tokens.refreshToken }, {})
  assertRefused(await refreshRequest(bench, next.refreshToken), 400, 'invalid_grant')
})

test('a revoked access token is dead alone: its grant and the other tokens live on', async () => {
  const tokens = await tokensOf('app')
  const second = assertIssued(await refreshRequest(bench, tokens.refreshToken))
  await postForm(bench, '/revoke', { client_id: 'app', token: tokens.accessToken }, {})
  const jti = String(decodeJwt(tokens.accessToken).jti)
  assert.deepEqual((await revokedTargets(bench)).at(-1), { kind: 'token', id: jti })
  assertIssued(await refreshRequest(bench, second.refreshToken))
})

test('REV-01 a token that has just ended is revoked for guards whose clock is behind', async () => {
  for (const [seconds, isRevoked] of [
    [59, true],
    [61, false],
  ] as const) {
    const { accessToken: token } = await tokensOf('app')
    const { exp = 0, jti = '' } = decodeJwt(token)
    bench.clock.setMs((exp + seconds) * 1000)
    await postForm(bench, '/revoke', { client_id: 'app', token }, {})
    const targets = await revokedTargets(bench)
    const found = targets.some(
      ({ kind, ...target }) => kind === 'token' && 'id' in target && target.id === jti,
    )
    assert.equal(found, isRevoked, `${seconds} seconds after its end`)
  }
})

test('REV-02 what is another client’s is left as it is, and the answer is the same', async () => {
  const tokens = await tokensOf('app')
  const before = await revokedTargets(bench)
  for (const token of [tokens.accessToken, tokens.refreshToken]) {
    for (const answer of [
      await postForm(bench, '/revoke', { client_id: 'other', token }, {}),
      await postForm(bench, '/revoke', { token }),
    ]) {
      assert.deepEqual([answer.status, answer.text], [200, ''])
      const event = (await bench.events()).at(-1)
      assert.deepEqual(
        [event?.type, event?.outcome, event?.reasons],
        ['token.revoked', 'refused', ['wrong_client']],
      )
    }
  }
  assert.deepEqual(await revokedTargets(bench), before)
  const next = assertIssued(await refreshRequest(bench, tokens.refreshToken))
  await postForm(bench, '/revoke', { client_id: 'app', token: next.refreshToken }, {})
  assertRefused(await refreshRequest(bench, next.refreshToken), 400, 'invalid_grant')
})

test('REV-02 a confidential client that does not prove who it is revokes nothing', async () => {
  const tokens = await tokensOf('conf')
  for (const [fields, headers] of [
    [{ client_id: 'conf' }, {}],
    [{}, basic('conf', 'another secret that is just as long as it')],
    [{}, {}],
  ] as const) {
    const answer = await postForm(
      bench,
      '/revoke',
      { ...fields, token: tokens.refreshToken },
      headers,
    )
    assert.equal(answer.status, 401)
    assert.equal(JSON.parse(answer.text).error, 'invalid_client')
  }
  assert.equal(await isLive(tokens.accessToken), true)
})

test('REV-03 a token that nobody knows is revoked already; a hint changes nothing', async () => {
  const tokens = await tokensOf('app')
  const { accessToken, refreshToken } = tokens
  const odd = ['x', 'a.b.c', '', ' ', '💥', 'A'.repeat(92), accessToken.slice(0, -1), '__proto__']
  for (const token of odd.filter((one) => one !== '')) {
    const answer = await postForm(bench, '/revoke', { client_id: 'app', token }, {})
    assert.deepEqual([answer.status, answer.text], [200, ''])
  }
  for (const hint of ['access_token', 'something_else']) {
    const fields = { client_id: 'app', token: refreshToken, token_type_hint: hint }
    assert.equal((await postForm(bench, '/revoke', fields, {})).status, 200)
  }
  assertRefused(await refreshRequest(bench, refreshToken), 400, 'invalid_grant')
})

test('a request without a token, in the query, twice or not a form is refused', async () => {
  const { refreshToken } = await tokensOf('app')
  const none = await postForm(bench, '/revoke', { client_id: 'app' }, {})
  assert.deepEqual([none.status, JSON.parse(none.text).error], [400, 'invalid_request'])
  const query = await postForm(bench, `/revoke?token=${refreshToken}`, { client_id: 'app' }, {})
  assert.equal(query.status, 400)
  const get = await alice.fetch(`/revoke?token=${refreshToken}&client_id=app`)
  assert.equal(get.status, 405)
  assertIssued(await refreshRequest(bench, refreshToken))
})
