import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { nowSeconds, systemClock } from '@sallyport/protocol'
import { Person } from '../../../test/end-to-end/support/person.ts'
import { startDocuments } from '../src/start-documents.ts'
import { onFault, prepare } from '../test/support/prepare-documents.ts'

async function openTry(t: TestContext) {
  const { port, configuration } = await prepare(t)
  const running = await startDocuments(configuration, { port, onFault })
  t.after(() => running.stop())
  const person = new Person()
  const open = async (path: string, init?: RequestInit) =>
    person.open(`${running.api}${path}`, init)
  /** Follows the page's redirect to the authority, signs in, allows, and comes back. */
  const signIn = async (path: string, username: string) => {
    const leaving = await open(path)
    const url = new URL(leaving.headers.get('location') ?? '')
    const back = await person.open(await person.allow(url, username))
    assert.equal(back.headers.get('location'), '/try')
    return url
  }
  const press = async (call: string) => {
    const answer = await open(`/try/${call}`, { method: 'POST' })
    return { status: answer.status, text: await answer.text() }
  }
  return { running, open, signIn, press }
}

test('a visitor signs in, presses a button, and signs in as somebody else', async (t) => {
  const { open, signIn, press } = await openTry(t)
  assert.equal((await open('/')).headers.get('location'), '/try')
  await signIn('/try', 'alice')
  assert.match((await press('notes')).text, />GET \/api\/documents\/notes\n200 OK/)
  assert.match((await press('plans')).text, /\n403 Forbidden/)
  assert.match(await (await open('/try')).text(), /<a href="\/try\?other">Sign in as somebody else/)
  const url = await signIn('/try?other', 'bob')
  assert.equal(url.searchParams.get('prompt'), 'login')
  assert.match((await press('plans')).text, /\n200 OK/)
})

test('after the token is revoked a button leads to a new start, not to a dead end', async (t) => {
  const { running, open, signIn, press } = await openTry(t)
  await signIn('/try', 'alice')
  const target = { kind: 'subject', id: 'alice' } as const
  await running.sallyport.store.revocations.revoke({ target, now: nowSeconds(systemClock) })
  await running.sallyport.revocations.catchUp()
  const refused = await press('notes')
  assert.match(refused.text, /\n401 Unauthorized/)
  assert.match(refused.text, /<a href="\/try">Start over/)
  assert.doesNotMatch(refused.text, /<form/)
  const again = await press('notes')
  assert.match(again.text, /You are not signed in/)
  assert.match(again.text, /<a href="\/try">Start over/)
  assert.equal((await open('/try')).status, 303)
})
