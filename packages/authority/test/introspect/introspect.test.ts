import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { decodeJwt } from 'jose'
import { digestSecret, type ResourceServer } from '../../src/index.ts'
import { postForm } from '../support/client-forms.ts'
import {
  documentsApi,
  issuer,
  noon,
  openAuthority,
  reportsApi,
  saveClient,
  secretOf,
} from '../support/open-authority.ts'
import { basic, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import { assertIssued, reasonsOf } from '../support/token-outcomes.ts'

const apis: readonly [ResourceServer, ResourceServer] = [
  {
    identifier: documentsApi,
    scopes: ['read:documents', 'write:documents'],
    accessTokenSeconds: 600,
    algorithm: 'ES256',
    introspectedBy: ['documents-api'],
  },
  {
    identifier: reportsApi,
    scopes: ['read:reports'],
    accessTokenSeconds: 300,
    algorithm: 'ES256',
    introspectedBy: ['reports-api'],
  },
]
const bench = await openAuthority({ resources: apis })
after(() => bench.close())
for (const client_id of ['documents-api', 'reports-api']) {
  await saveClient(bench.store, {
    client_id,
    token_endpoint_auth_method: 'client_secret_basic',
    secrets: [{ digest: digestSecret(secretOf(client_id)), createdAt: noon / 1000 }],
  })
}
const alice = new Person(bench)

async function tokensOf(clientId: 'conf' | 'app' = 'app') {
  const code = await alice.code({ client_id: clientId })
  const headers = clientId === 'conf' ? basic('conf', secretOf('conf')) : {}
  const client_id = clientId === 'conf' ? undefined : clientId
  return assertIssued(await tokenRequest(bench, { code, client_id }, { headers }))
}

/** Asks as a client with a secret. */
const ask = (clientId: string, token: string) =>
  postForm(bench, '/introspect', { token }, basic(clientId, secretOf(clientId)))

const inactive = '{"active":false}'

test('INTR-03 the API that a token is for reads its facts, another API does not', async () => {
  const { accessToken } = await tokensOf()
  const answer = await ask('documents-api', accessToken)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  const claims = decodeJwt(accessToken)
  assert.deepEqual(JSON.parse(answer.text), {
    active: true,
    iss: issuer,
    sub: 'user-alice',
    aud: documentsApi,
    client_id: 'app',
    scope: 'read:documents',
    token_type: 'Bearer',
    jti: claims.jti,
    iat: claims.iat,
    exp: claims.exp,
    username: 'alice',
    roles: ['employee'],
    department: 'research',
    sid: claims.sid,
    grant_id: claims.grant_id,
    auth_time: claims.auth_time,
    acr: '1',
    amr: ['pwd'],
  })
  assert.equal((await ask('reports-api', accessToken)).text, inactive)
})

test('a client reads the tokens that were issued to it, and no other client’s', async () => {
  const own = await tokensOf('conf')
  assert.equal(JSON.parse((await ask('conf', own.accessToken)).text).client_id, 'conf')
  const refresh = JSON.parse((await ask('conf', own.refreshToken)).text)
  assert.deepEqual(
    [refresh.active, refresh.client_id, refresh.scope, refresh.sub, refresh.token_type],
    [true, 'conf', 'read:documents', 'user-alice', undefined],
  )
  const others = await tokensOf('app')
  assert.equal((await ask('conf', others.accessToken)).text, inactive)
  assert.equal((await ask('conf', others.refreshToken)).text, inactive)
})

test('INTR-04 an API never sees a refresh token as active, not even of its own tokens', async () => {
  const { refreshToken } = await tokensOf()
  assert.equal((await ask('documents-api', refreshToken)).text, inactive)
})

test('INTR-02 whatever is not live, or not the caller’s, is one answer, byte for byte', async () => {
  const fresh = () => tokensOf()
  const live = await fresh()
  const revoked = await fresh()
  await postForm(bench, '/revoke', { client_id: 'app', token: revoked.accessToken }, {})
  const ended = await fresh()
  await postForm(bench, '/revoke', { client_id: 'app', token: ended.refreshToken }, {})
  const reused = await fresh()
  await refreshRequest(bench, reused.refreshToken)
  bench.clock.advanceSeconds(10)
  await refreshRequest(bench, reused.refreshToken)
  const cases = {
    unknown: 'no token of ours at all',
    forged: `${live.accessToken.slice(0, -4)}AAAA`,
    revoked: revoked.accessToken,
    'of a revoked grant': ended.accessToken,
    'of a reused family': reused.accessToken,
    long: 'x'.repeat(9000),
  }
  for (const [what, token] of Object.entries(cases)) {
    const answer = await ask('documents-api', token)
    assert.deepEqual([answer.status, answer.text], [200, inactive], what)
  }
  assert.equal(JSON.parse((await ask('documents-api', live.accessToken)).text).active, true)

  const user = await bench.store.users.findBySub('user-alice')
  assert.ok(user)
  await bench.store.users.save({ ...user, status: 'disabled' })
  assert.equal((await ask('documents-api', live.accessToken)).text, inactive, 'disabled user')
  await bench.store.users.save(user)
  const client = await bench.store.clients.find('app')
  assert.ok(client)
  await bench.store.clients.save({ ...client, status: 'disabled' })
  assert.equal((await ask('documents-api', live.accessToken)).text, inactive, 'disabled client')
  await bench.store.clients.save(client)
  assert.equal(JSON.parse((await ask('documents-api', live.accessToken)).text).active, true)

  const { exp = 0 } = decodeJwt(live.accessToken)
  bench.clock.setMs(exp * 1000)
  assert.equal((await ask('documents-api', live.accessToken)).text, inactive, 'expired')
})

test('INTR-01 M01 whoever has not proved who it is learns nothing', async () => {
  const { accessToken } = await tokensOf('conf')
  for (const [what, fields, headers] of [
    ['nobody', {}, {}],
    ['a public client', { client_id: 'app' }, {}],
    ['a confidential client by name alone', { client_id: 'conf' }, {}],
    ['a wrong secret', {}, basic('conf', 'not the secret of this client, but as long')],
    ['a bearer', {}, { authorization: `Bearer ${accessToken}` }],
  ] as const) {
    const answer = await postForm(bench, '/introspect', { ...fields, token: accessToken }, headers)
    assert.deepEqual([answer.status, JSON.parse(answer.text).error], [401, 'invalid_client'], what)
    assert.ok(!answer.text.includes('active'), what)
    const event = (await bench.events()).at(-1)
    assert.equal(event?.type, 'client_authentication.failed', what)
  }
  assert.equal(JSON.parse((await ask('conf', accessToken)).text).active, true)
})

test('M01 it is POST and a form alone, and a token is needed', async () => {
  const get = await alice.fetch('/introspect?token=x', {
    headers: basic('conf', secretOf('conf')),
  })
  assert.equal(get.status, 405)
  const none = await postForm(bench, '/introspect', {})
  assert.deepEqual([none.status, JSON.parse(none.text).error], [400, 'invalid_request'])
})

test('M01 a client that asks about one unknown token after the other is slowed down', async () => {
  const { accessToken } = await tokensOf('conf')
  const asked = await Promise.all(
    Array.from({ length: 700 }, (_, i) => ask('conf', `unknown-${i}`)),
  )
  const slowed = asked.filter(({ status }) => status === 429)
  assert.ok(slowed.length >= 100, `${slowed.length}`)
  assert.ok(Number(slowed[0]?.headers.get('retry-after')) >= 1)
  assert.equal((await ask('conf', 'unknown')).status, 429)
  assert.deepEqual(await reasonsOf(bench, 'limit.hit'), ['vain_questions'])
  assert.equal((await ask('documents-api', 'unknown')).text, inactive)
  // Made-up tokens do not silence it for the tokens of honest people.
  assert.equal(JSON.parse((await ask('conf', accessToken)).text).active, true)
  bench.clock.advanceSeconds(66)
  assert.equal((await ask('conf', 'unknown')).text, inactive)
  assert.equal(JSON.parse((await ask('conf', accessToken)).text).active, true)
})
