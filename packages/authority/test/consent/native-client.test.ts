import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAuthority } from '../support/open-authority.ts'
import { answerOf, authorizeUrl, Person } from '../support/person.ts'

/** An app that anyone may hold: what is in it, a secret included, is public (RFC 8252 §8.5). */
const asNative = { client_id: 'native', redirect_uri: 'com.example.app:/cb' }

test('NAT-03 an app that anyone may hold is asked for each time, and gets nothing in silence', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  assert.ok((await alice.code(asNative)).length > 0)
  const again = await alice.open(asNative)
  assert.match(again.action, /consent/)
  const silent = answerOf(await alice.fetch(authorizeUrl({ ...asNative, prompt: 'none' })))
  assert.deepEqual([silent.get('error'), silent.get('code')], ['consent_required', null])
  await alice.code()
  const remembered = await alice.open({ prompt: 'none' })
  const answer = answerOf(remembered.response)
  assert.notEqual(answer.get('code'), null, 'a client with a site of its own is remembered')
})

test('NAT-03 its requests have a challenge, or come to nothing', async (t) => {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const unchallenged = { code_challenge: undefined, code_challenge_method: undefined }
  const refused = await alice.fetch(authorizeUrl({ ...asNative, ...unchallenged }))
  assert.equal(answerOf(refused).get('error'), 'invalid_request')
  assert.equal((await alice.open(asNative)).status, 200)
})
