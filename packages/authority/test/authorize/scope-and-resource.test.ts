import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { decodeJwt } from 'jose'
import { assertProceeds, assertToldClient } from '../support/authorization-outcomes.ts'
import { documentsApi, openAuthority, reportsApi, saveClient } from '../support/open-authority.ts'
import { type Changes, forgetConsents, Person, tokenRequest } from '../support/person.ts'

const bench = await openAuthority()
after(() => bench.close())
const alice = new Person(bench)
const bob = new Person(bench, '203.0.113.9')

/** The whole way from a request to the claims of the first access token. */
async function claimsFor(person: Person, changes: Changes, atToken: Changes = {}) {
  const code = await person.code(changes, person === bob ? 'bob' : 'alice')
  const { status, body } = await tokenRequest(bench, { code, ...atToken })
  assert.equal(status, 200, JSON.stringify(body))
  return { body, claims: decodeJwt(String(body.access_token)) }
}

test('RES-01 a resource that is not an absolute URI without fragment is refused', async () => {
  await assertProceeds(bench, { resource: documentsApi })
  for (const resource of ['api', '/documents', `${documentsApi}#x`, 'javascript:1', '*']) {
    await assertToldClient(bench, { resource }, 'invalid_target')
  }
})

test('RES-02 a resource that is not known here is refused, alone or beside a known one', async () => {
  await assertProceeds(bench, { resource: [documentsApi, reportsApi] })
  for (const resource of [
    'https://api.example/other',
    `${documentsApi}/`,
    documentsApi.toUpperCase(),
    'https://api.example:443/documents',
    [documentsApi, 'https://evil.example'],
    Array.from({ length: 9 }, (_, index) => `https://api.example/${index}`),
  ]) {
    await assertToldClient(bench, { resource }, 'invalid_target')
  }
})

test('AT-05 MCP-04 the audience is the resource asked for, or the default one, never all', async () => {
  const asked = await claimsFor(alice, { resource: reportsApi, scope: 'read:reports' })
  assert.equal(asked.claims.aud, reportsApi)
  const unasked = await claimsFor(alice, { resource: undefined, scope: undefined })
  assert.equal(unasked.claims.aud, documentsApi)
  assert.equal(unasked.claims.scope, 'read:documents write:documents')
  const both = await claimsFor(alice, { resource: [reportsApi, documentsApi], scope: undefined })
  assert.equal(both.claims.aud, reportsApi)
})

test('AT-05 a scope that means something at two of the resources asked for is ambiguous', async () => {
  const [documents, reports] = bench.options.resources
  if (reports === undefined) throw new Error('the bench has two resources')
  const shared = { ...reports, scopes: [...reports.scopes, 'read:documents'] }
  const ambiguous = await openAuthority({ resources: [documents, shared] })
  const scope = 'read:documents'
  await assertProceeds(ambiguous, { scope, resource: documentsApi })
  await assertProceeds(ambiguous, {
    scope: 'write:documents',
    resource: [documentsApi, reportsApi],
  })
  const resource = [documentsApi, reportsApi]
  await assertToldClient(ambiguous, { scope, resource }, 'invalid_target')
  await ambiguous.close()
})

test('AT-06 every scope in a token means something for its audience', async () => {
  const scope = 'read:documents read:reports'
  const both = await claimsFor(alice, { scope, resource: [documentsApi, reportsApi] })
  assert.equal(both.claims.aud, documentsApi)
  assert.equal(both.claims.scope, 'read:documents')
  const resource = [documentsApi, reportsApi]
  const second = await claimsFor(alice, { scope, resource }, { resource: reportsApi })
  assert.equal(second.claims.aud, reportsApi)
  assert.equal(second.claims.scope, 'read:reports')
  const one = await claimsFor(alice, { scope, resource: documentsApi })
  assert.equal(one.claims.scope, 'read:documents')
})

test('O21-18 asking for more than the client may have leaves what it may, and the answer says so', async () => {
  const scope = 'read:documents admin:users openid'
  const { body, claims } = await claimsFor(alice, { scope })
  assert.equal(body.scope, 'read:documents')
  assert.equal(claims.scope, 'read:documents')
  const exact = await claimsFor(alice, { scope: 'write:documents' })
  assert.equal(exact.body.scope, 'write:documents')
})

test('O21-18 without scope the client gets what it registered for that resource', async () => {
  const { body } = await claimsFor(alice, { scope: undefined })
  assert.equal(body.scope, 'read:documents write:documents')
})

test('O21-18 a request of which nothing is left is refused', async () => {
  await assertProceeds(bench, { scope: 'read:documents' })
  for (const scope of ['admin:users', 'bogus', 'read:reports', 'read', 'READ:DOCUMENTS']) {
    await assertToldClient(bench, { scope }, 'invalid_scope')
  }
  for (const scope of ['read:documents\twrite:documents', 'read:"documents"', 'lesen:dokümente']) {
    await assertToldClient(bench, { scope }, 'invalid_scope')
  }
})

test('a scope is granted only where client and person are both entitled to it', async () => {
  const scope = 'read:documents write:documents'
  assert.equal((await claimsFor(alice, { scope })).claims.scope, scope)
  const forBob = await claimsFor(bob, { scope })
  assert.equal(forBob.claims.sub, 'user-bob')
  assert.equal(forBob.claims.scope, 'read:documents')
  assert.equal(forBob.body.scope, 'read:documents')
})

test('the consent page shows what will be granted, not what was asked', async () => {
  const scope = 'read:documents write:documents'
  await alice.code()
  await forgetConsents(bench)
  assert.match((await alice.open({ scope })).text, /<li>use write:documents<\/li>/)
  await bob.code({}, 'bob')
  await forgetConsents(bench, 'user-bob')
  const page = await bob.open({ scope })
  assert.match(page.text, /<li>use read:documents<\/li>/)
  assert.doesNotMatch(page.text, /write:documents/)
})

test('a person who is entitled to none of it never becomes the reason for an empty grant', async () => {
  assert.ok(await alice.code({ scope: 'write:documents' }))
  const page = await bob.open({ scope: 'write:documents' })
  const answer = new URL(page.location ?? '').searchParams
  assert.equal(answer.get('error'), 'access_denied')
  assert.equal(answer.get('code'), null)
})

test('a client with no scope of its own gets a token without scope', async () => {
  await saveClient(bench.store, { client_id: 'bare', scope: '' })
  const code = await alice.code({ client_id: 'bare', scope: undefined })
  const { status, body } = await tokenRequest(bench, { code, client_id: 'bare' })
  assert.equal(status, 200)
  assert.equal(body.scope, '')
})
