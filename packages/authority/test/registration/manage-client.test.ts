import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Store } from '@sallyport/store'
import { digestSecret } from '../../src/index.ts'
import { type Bench, openAuthority } from '../support/open-authority.ts'
import { basic, Person, refreshRequest, tokenRequest } from '../support/person.ts'
import { manageClient, metadata, registerClient } from '../support/registration.ts'

const redirect_uri = 'https://new.example/cb'

async function openBench(
  t: TestContext,
  wrapStore: (store: Store) => Store = (store) => store,
): Promise<Bench> {
  const registration = {
    initialAccessTokens: [],
    scope: ['read:documents'],
    grantTypes: ['authorization_code', 'refresh_token'],
    unusedSeconds: 86_400,
  }
  const bench = await openAuthority({ registration }, wrapStore)
  t.after(() => bench.close())
  return bench
}

async function openClient(bench: Bench, changes: object = {}) {
  const { body } = await registerClient(bench, changes)
  return { body, id: String(body.client_id), token: String(body.registration_access_token) }
}

test('a client reads what it is registered as, without its secret', async (t) => {
  const bench = await openBench(t)
  const { id, token, body } = await openClient(bench, { client_name: 'Mine' })
  const read = await manageClient(bench, 'GET', id, token)
  assert.equal(read.status, 200)
  assert.equal(read.response.headers.get('cache-control'), 'no-store')
  const { client_secret: _secret, ...rest } = body
  assert.deepEqual(read.body, rest)
})

test('DCR-06 J04 a registration token opens its own client and no other', async (t) => {
  const bench = await openBench(t)
  const mine = await openClient(bench)
  const other = await openClient(bench)
  const json = { ...metadata, client_id: other.id }
  for (const [id, token] of [
    [other.id, mine.token],
    [other.id, undefined],
    [other.id, mine.body.client_secret],
    ['app', mine.token],
    ['unknown', mine.token],
    ['', mine.token],
  ]) {
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const sent = method === 'PUT' ? json : undefined
      const { status } = await manageClient(bench, method, id, token, sent)
      assert.ok(status === 401 || (id === '' && status === 404), `${method} ${id}: ${status}`)
    }
  }
  assert.equal((await manageClient(bench, 'PUT', other.id, other.token, json)).status, 200)
})

test('DCR-06 J04 the body names the client itself, and nothing that the server chooses', async (t) => {
  const bench = await openBench(t)
  const { id, token, body } = await openClient(bench)
  const other = await openClient(bench)
  for (const wrong of [
    { client_id: other.id },
    { client_id: undefined },
    { client_secret: 'chosen-chosen-chosen-chosen-chosen' },
    { client_secret: 7 },
    { registration_access_token: token },
    { registration_client_uri: 'https://evil.example' },
    { client_secret_expires_at: 0 },
    { client_id_issued_at: 0 },
    { redirect_uris: ['javascript:alert(1)'] },
    { grant_types: ['client_credentials'] },
  ]) {
    const json = { ...metadata, client_id: id, ...wrong }
    const { status } = await manageClient(bench, 'PUT', id, token, json)
    assert.equal(status, 400, JSON.stringify(wrong))
  }
  const json = { ...metadata, client_id: id, client_secret: body.client_secret }
  assert.equal((await manageClient(bench, 'PUT', id, token, json)).status, 200)
})

test('DCR-06 a change replaces all of the metadata under the same policy, and keeps the secret', async (t) => {
  const bench = await openBench(t)
  const { id, token, body } = await openClient(bench, { client_name: 'Mine' })
  const changed = await manageClient(bench, 'PUT', id, token, {
    client_id: id,
    redirect_uris: ['https://new.example/other'],
    scope: 'admin:users read:documents',
  })
  assert.equal(changed.status, 200)
  assert.equal(changed.body.client_name, undefined)
  assert.equal(changed.body.client_secret, undefined)
  assert.equal(changed.body.scope, 'read:documents')
  assert.deepEqual(changed.body.redirect_uris, ['https://new.example/other'])
  const client = await bench.store.clients.find(id)
  assert.equal(client?.origin, 'registration')
  const secret = String(body.client_secret)
  const authenticated = await tokenRequest(
    bench,
    { client_id: undefined, code: 'none' },
    { headers: basic(id, secret) },
  )
  assert.equal(authenticated.body.error, 'invalid_grant')
})

test('O21-29 a client that has changed itself is asked for again', async (t) => {
  const bench = await openBench(t)
  const { id, token } = await openClient(bench)
  const person = new Person(bench)
  bench.clock.advanceSeconds(1)
  await person.code({ client_id: id, redirect_uri })
  const silently = await person.open({ client_id: id, redirect_uri })
  assert.match(silently.location ?? '', /^https:\/\/new\.example\/cb\?code=/)
  bench.clock.advanceSeconds(1)
  const json = { redirect_uris: ['https://other.example/cb'], client_id: id }
  assert.equal((await manageClient(bench, 'PUT', id, token, json)).status, 200)
  const asked = await person.open({ client_id: id, redirect_uri: 'https://other.example/cb' })
  assert.match(asked.text, /other\.example/)
  assert.equal(asked.location, null)
})

test('DCR-06 a client that comes to need a secret is given one, and loses one it needs no more', async (t) => {
  const bench = await openBench(t)
  const { id, token } = await openClient(bench, { token_endpoint_auth_method: 'none' })
  const to = (token_endpoint_auth_method: string) =>
    manageClient(bench, 'PUT', id, token, {
      ...metadata,
      client_id: id,
      token_endpoint_auth_method,
    })
  const secret = (await to('client_secret_post')).body.client_secret
  assert.equal(typeof secret, 'string')
  const withSecret = { client_id: id, client_secret: String(secret), code: 'none' }
  assert.equal((await tokenRequest(bench, withSecret)).body.error, 'invalid_grant')
  await to('none')
  assert.deepEqual((await bench.store.clients.find(id))?.secrets, [])
  assert.equal((await tokenRequest(bench, withSecret)).status, 401)
})

test('DCR-06 a change undoes nothing that the operator has done since the client was read', async (t) => {
  let meanwhile: (() => Promise<unknown>) | undefined
  // The last moment before the change is kept.
  const bench = await openBench(t, (store) => ({
    ...store,
    clients: {
      ...store.clients,
      replaceRegistered: async (replacement) => {
        await meanwhile?.()
        return store.clients.replaceRegistered(replacement)
      },
    },
  }))
  const { id, token, body } = await openClient(bench)
  const { clients } = bench.store
  const change = () =>
    manageClient(bench, 'PUT', id, token, { ...metadata, client_id: id, client_name: 'Renamed' })
  const kept = async () => (await clients.find(id)) ?? assert.fail()
  meanwhile = async () => clients.save({ ...(await kept()), secrets: [rotated] })
  const rotated = { digest: digestSecret('another'), createdAt: bench.clock.nowMs() / 1000 }
  const changed = await change()
  assert.deepEqual([changed.status, changed.body.client_secret], [200, undefined])
  assert.deepEqual((await kept()).secrets, [rotated])
  const withOld = { client_id: undefined, code: 'none' }
  const old = await tokenRequest(bench, withOld, {
    headers: basic(id, String(body.client_secret)),
  })
  assert.equal(old.status, 401)
  meanwhile = async () => clients.save({ ...(await kept()), status: 'disabled' })
  assert.equal((await change()).status, 401)
  assert.equal((await kept()).status, 'disabled')
})

test('DCR-06 J04 a client that removes itself is gone, and so is everything it held', async (t) => {
  const bench = await openBench(t)
  const { id, token } = await openClient(bench, {
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
  })
  const code = await new Person(bench).code({ client_id: id, redirect_uri })
  const issued = await tokenRequest(bench, { client_id: id, code, redirect_uri })
  assert.equal(issued.status, 200)
  assert.equal((await manageClient(bench, 'DELETE', id, token)).status, 204)
  assert.equal(await bench.store.clients.find(id), undefined)
  const [revocation] = await bench.store.revocations.since(0, 10)
  assert.deepEqual(revocation?.target, { kind: 'client', id })
  const grants = await bench.store.grants.listLive({ subject: 'user-alice' }, 0)
  assert.deepEqual(grants, [])
  const refreshed = await refreshRequest(bench, issued.body.refresh_token, { client_id: id })
  assert.equal(refreshed.status, 401)
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    const json = method === 'PUT' ? { ...metadata, client_id: id } : undefined
    assert.equal((await manageClient(bench, method, id, token, json)).status, 401, method)
  }
})

test('a client changes itself thirty times an hour, which is recorded now and then', async (t) => {
  const bench = await openBench(t)
  const { id, token } = await openClient(bench)
  const neighbour = await openClient(bench)
  const change = (clientId: string, bearer: string) =>
    manageClient(bench, 'PUT', clientId, bearer, { ...metadata, client_id: clientId })
  for (let i = 0; i < 30; i += 1) assert.equal((await change(id, token)).status, 200)
  for (let i = 0; i < 3; i += 1) {
    const limited = await change(id, token)
    assert.deepEqual([limited.status, limited.body.error], [429, 'temporarily_unavailable'])
    assert.ok(Number(limited.response.headers.get('retry-after')) > 0)
  }
  const hits = (await bench.events()).filter(({ type }) => type === 'limit.hit')
  assert.deepEqual(
    hits.map(({ reasons }) => reasons),
    [['registrations']],
  )
  assert.equal((await change(id, 'wrong')).status, 401, 'whoever is not the client learns nothing')
  assert.equal((await change(neighbour.id, neighbour.token)).status, 200)
  assert.equal((await manageClient(bench, 'GET', id, token)).status, 200)
  bench.clock.advanceSeconds((3600 * 13) / 12 + 1)
  assert.equal((await change(id, token)).status, 200)
})
