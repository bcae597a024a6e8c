import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { staticKeys, verifyAccessToken } from '@sallyport/tokens'
import { decodeJwt } from 'jose'
import { digestSecret } from '../../src/index.ts'
import {
  documentsApi,
  issuer,
  noon,
  openAuthority,
  reportsApi,
  saveClient,
  saveUser,
  secretOf,
} from '../support/open-authority.ts'
import { basic, type Changes, Person, tokenRequest } from '../support/person.ts'
import { assertIssued, assertRefused } from '../support/token-outcomes.ts'

const bench = await openAuthority()
after(() => bench.close())

const grant_types = ['client_credentials']
await saveClient(bench.store, {
  client_id: 'worker',
  redirect_uris: [],
  grant_types,
  token_endpoint_auth_method: 'client_secret_basic',
  scope: 'read:documents write:documents read:reports openid profile',
  secrets: [{ digest: digestSecret(secretOf('worker')), createdAt: noon / 1000 }],
})

/** A token request of `worker` that is known to succeed, with changes (STANDARDS.md §0: `TK-cc`). */
const ownTokenRequest = (changes: Changes = {}, clientId = 'worker') =>
  tokenRequest(
    bench,
    {
      grant_type: 'client_credentials',
      client_id: undefined,
      code_verifier: undefined,
      scope: 'read:documents',
      ...changes,
    },
    { headers: basic(clientId, secretOf(clientId)) },
  )

test('O21-22 a client that proves who it is gets a token of its own, without a refresh token', async () => {
  const answer = await ownTokenRequest()
  assert.deepEqual(Object.keys(answer.body).sort(), [
    'access_token',
    'expires_in',
    'scope',
    'token_type',
  ])
  const { exp, iat, jti, ...claims } = decodeJwt(assertIssued(answer).accessToken)
  assert.deepEqual(claims, {
    iss: issuer,
    sub: 'worker',
    aud: documentsApi,
    client_id: 'worker',
    scope: 'read:documents',
  })
  assert.deepEqual([iat, exp], [noon / 1000, noon / 1000 + 600])
  const { type, outcome, clientId, tokenId, scope, subject } = (await bench.events()).at(-1) ?? {}
  assert.deepEqual(
    { type, outcome, clientId, tokenId, scope, subject },
    {
      type: 'token.issued',
      outcome: 'success',
      clientId: 'worker',
      tokenId: jti,
      scope: 'read:documents',
      subject: undefined,
    },
  )
})

test('O21-22 a public client may not act for itself, even if its record says so', async () => {
  await saveClient(bench.store, { client_id: 'open', grant_types })
  const request = {
    grant_type: 'client_credentials',
    code_verifier: undefined,
    scope: 'read:documents',
  }
  for (const client_id of ['open', 'app']) {
    const answer = await tokenRequest(bench, { ...request, client_id })
    assertRefused(answer, 400, 'unauthorized_client', client_id)
  }
  assertIssued(await ownTokenRequest())
})

test('a client that is not registered for the grant may not use it', async () => {
  assertRefused(await ownTokenRequest({}, 'conf'), 400, 'unauthorized_client')
  await saveClient(bench.store, {
    client_id: 'conf',
    grant_types,
    token_endpoint_auth_method: 'client_secret_basic',
    secrets: [{ digest: digestSecret(secretOf('conf')), createdAt: noon / 1000 }],
  })
  assertIssued(await ownTokenRequest({}, 'conf'))
})

test('the scope is what is asked, what the client has, and what means something there', async () => {
  for (const [scope, resource, expected] of [
    ['read:documents write:documents', undefined, 'read:documents write:documents'],
    ['read:documents read:reports admin:users', undefined, 'read:documents'],
    ['read:documents read:reports', reportsApi, 'read:reports'],
    ['openid profile read:documents', documentsApi, 'read:documents'],
    [undefined, undefined, 'read:documents write:documents'],
    [undefined, reportsApi, 'read:reports'],
  ] as const) {
    const what = `${scope} at ${resource}`
    const answer = await ownTokenRequest({ scope, resource })
    const issued = assertIssued(answer, what)
    assert.equal(issued.scope, expected, what)
    const claims = decodeJwt(issued.accessToken)
    assert.equal(claims.scope, expected, what)
    assert.equal(claims.aud, resource ?? documentsApi, what)
  }
  for (const scope of ['admin:users', 'openid profile', 'read:reports', 'read"documents']) {
    assertRefused(await ownTokenRequest({ scope }), 400, 'invalid_scope', scope)
  }
})

test('a token is for one resource, which must be known', async () => {
  for (const resource of [
    'https://api.example/other',
    `${documentsApi}/`,
    [documentsApi, reportsApi],
  ]) {
    assertRefused(await ownTokenRequest({ resource }), 400, 'invalid_target', String(resource))
  }
  assertIssued(await ownTokenRequest({ resource: [documentsApi, documentsApi] }))
})

test('BCP-07 a client is never taken for a user: no user has its id, and its token says which it is', async () => {
  assert.equal(await saveUser(bench.store, { username: 'mallory', sub: 'worker' }), 'conflict')
  assert.equal(await saveUser(bench.store, { username: 'mallory' }), 'saved')
  assert.equal(await saveClient(bench.store, { client_id: 'user-alice' }), 'conflict')
  const own = assertIssued(await ownTokenRequest()).accessToken
  const code = await new Person(bench).code()
  const users = assertIssued(await tokenRequest(bench, { code })).accessToken
  for (const [token, kind] of [
    [own, 'client'],
    [users, 'user'],
  ] as const) {
    const verified = await verifyAccessToken(token, {
      issuer,
      audience: documentsApi,
      keys: staticKeys(await bench.options.keys.publicKeys()),
      nowSeconds: noon / 1000,
    })
    assert.ok(verified.ok)
    assert.equal(verified.value.kind, kind)
  }
})

test('a client that is disabled gets no token any more', async () => {
  const worker = await bench.store.clients.find('worker')
  assert.ok(worker !== undefined)
  assertIssued(await ownTokenRequest())
  await bench.store.clients.save({ ...worker, status: 'disabled' })
  assertRefused(await ownTokenRequest(), 401, 'invalid_client')
  await bench.store.clients.save(worker)
})
