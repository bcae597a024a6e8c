import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openAuthority } from '../support/open-authority.ts'
import { answerOf, type Page, Person, tokenRequest } from '../support/person.ts'
import { assertIssued, reasonsOf } from '../support/token-outcomes.ts'

/** Alice, and what she does in another tab just before a code is kept. */
async function open(t: TestContext) {
  const during: { act?: () => Promise<unknown> } = {}
  const bench = await openAuthority({}, (store) => ({
    ...store,
    grants: {
      ...store.grants,
      saveCode: async (code) => {
        const { act } = during
        delete during.act
        await act?.()
        return store.grants.saveCode(code)
      },
    },
  }))
  t.after(() => bench.close())
  const alice = new Person(bench)
  const open = async (path: string) => alice.follow(await alice.fetch(path))
  const submit = async (path: string, fields: Readonly<Record<string, string>>) =>
    alice.follow(await alice.submit(await open(path), fields))
  return {
    bench,
    alice,
    during,
    signOut: () => submit('/logout', { decision: 'sign-out' }),
    takeBack: (clientId: string) => submit('/grants', { client_id: clientId }),
    live: () => bench.store.grants.listLive({ subject: 'user-alice' }, 0),
  }
}

function assertNoCode(page: Page) {
  assert.equal(page.status, 400)
  assert.equal(page.location, null)
  assert.match(page.text, /This sign-in is over/)
}

test('a sign-out that comes between a consent and its code leaves no code behind', async (t) => {
  const { bench, alice, during, signOut, live } = await open(t)
  const page = await alice.signIn(await alice.open())
  during.act = signOut
  assertNoCode(await alice.follow(await alice.submit(page, { decision: 'allow' })))
  assert.ok((await bench.events()).some(({ type }) => type === 'session.ended'))
  assert.deepEqual(await live(), [])
  assert.deepEqual(await reasonsOf(bench, 'consent.denied'), ['raced'])
  assertIssued(await tokenRequest(bench, { code: await alice.code() }))
})

test('what is taken back between a remembered consent and its code leaves no code behind', async (t) => {
  const { bench, alice, during, takeBack, live } = await open(t)
  await alice.code()
  during.act = () => takeBack('app')
  assertNoCode(await alice.open())
  assert.ok((await bench.events()).some(({ type }) => type === 'consent.withdrawn'))
  assert.deepEqual(await live(), [])
  const asked = await alice.open()
  assert.match(asked.action, /consent$/)
  // What is taken back from another client is another matter.
  await alice.code({ client_id: 'other' })
  during.act = () => takeBack('other')
  const code = answerOf(await alice.submit(asked, { decision: 'allow' })).get('code')
  assertIssued(await tokenRequest(bench, { code: code ?? undefined }))
})

test('what is taken back between a yes and its code leaves no code behind', async (t) => {
  const { alice, during, takeBack, live } = await open(t)
  await alice.code()
  const page = await alice.open({ prompt: 'consent' })
  during.act = () => takeBack('app')
  assertNoCode(await alice.follow(await alice.submit(page, { decision: 'allow' })))
  assert.deepEqual(await live(), [])
})
