import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { ResourceServer } from '../../src/index.ts'
import {
  documentsApi,
  openAuthority,
  redirectUri,
  reportsApi,
  saveClient,
} from '../support/open-authority.ts'

import { answerOf, type Changes, Person } from '../support/person.ts'

const bench = await openAuthority()
after(() => bench.close())

/** Whether alice is asked, once she has allowed the first request, by the second. */
async function isAskedAgain(first: Changes, second: Changes): Promise<boolean> {
  for (const { clientId } of await bench.store.consents.listBySubject('user-alice')) {
    await bench.store.consents.remove('user-alice', clientId)
  }
  const alice = new Person(bench)
  assert.ok(await alice.code(first))
  const page = await alice.open(second)
  if (page.location !== null) {
    assert.ok(answerOf(page.response).get('code'), 'answered, so with a code')
    return false
  }
  assert.match(page.action, /\/consent$/)
  return true
}

test('what was allowed is not asked again, less of it neither, more of it is', async () => {
  const both = { scope: 'read:documents write:documents' }
  assert.equal(await isAskedAgain({}, {}), false)
  assert.equal(await isAskedAgain(both, {}), false)
  assert.equal(await isAskedAgain({}, both), true)
})

test('consent is for one client, one person and one resource', async () => {
  assert.equal(await isAskedAgain({}, { client_id: 'other' }), true)
  const reports = { resource: reportsApi, scope: 'read:reports' }
  assert.equal(await isAskedAgain({}, reports), true)
  assert.equal(await isAskedAgain(reports, reports), false)
  const bob = new Person(bench)
  assert.match((await bob.signIn(await bob.open(), 'bob')).action, /\/consent$/)
})

test('a scope that two resources share is allowed at the one that was named', async (t) => {
  const resource = (identifier: string): ResourceServer => ({
    identifier,
    scopes: ['read:documents'],
    accessTokenSeconds: 600,
    algorithm: 'ES256',
  })
  const resources = [resource(documentsApi), resource(reportsApi)] as const
  const shared = await openAuthority({ resources })
  t.after(() => shared.close())
  const alice = new Person(shared)
  await alice.code({ resource: documentsApi })
  assert.match((await alice.open({ resource: reportsApi })).action, /\/consent$/)
  assert.notEqual((await alice.open({ resource: documentsApi })).location, null)
})

test('O21-29 a public client on loopback or of a private-use scheme is asked for each time', async () => {
  for (const redirect_uri of ['http://127.0.0.1:51004/cb', 'com.example.app:/cb']) {
    const native = { client_id: 'native', redirect_uri }
    assert.equal(await isAskedAgain(native, native), true)
  }
})

test('O21-29 a client that proves who it is may be remembered on loopback too', async () => {
  const conf = await bench.store.clients.find('conf')
  assert.ok(conf)
  const redirect_uris = [redirectUri, 'http://127.0.0.1/cb']
  await saveClient(bench.store, { ...conf, redirect_uris })
  const changes = { client_id: 'conf', redirect_uri: 'http://127.0.0.1:51004/cb' }
  assert.equal(await isAskedAgain(changes, changes), false)
})

test('a no is not remembered, nor does it forget what was allowed', async () => {
  const alice = new Person(bench)
  await alice.code()
  const both = { scope: 'read:documents write:documents' }
  const denied = answerOf(await alice.submit(await alice.open(both), { decision: 'deny' }))
  assert.equal(denied.get('error'), 'access_denied')
  assert.match((await alice.open(both)).action, /\/consent$/)
  assert.notEqual((await alice.open()).location, null)
})

test('what is remembered never gives more than the person is entitled to now', async () => {
  const alice = new Person(bench)
  const both = { scope: 'read:documents write:documents' }
  await alice.code(both)
  const user = await bench.store.users.findBySub('user-alice')
  assert.ok(user)
  await bench.store.users.save({ ...user, scopes: ['read:documents'] })
  assert.ok(await alice.code(both))
  const events = await bench.events()
  assert.equal(events.findLast(({ type }) => type === 'code.issued')?.scope, 'read:documents')
  await bench.store.users.save(user)
})
