import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { ClientRecord } from '@sallyport/store'
import { openAuthority, redirectUri, saveClient } from '../support/open-authority.ts'
import { answerOf, Person } from '../support/person.ts'

/** What an operator may do to a client while a person looks at a page about it. */
const changes: readonly (readonly [what: string, change: Partial<ClientRecord>])[] = [
  ['is disabled', { status: 'disabled' }],
  ['loses the redirect URI', { redirect_uris: ['https://app.example/other'] }],
  ['may use codes no more', { grant_types: ['client_credentials'] }],
]

/** A person at the sign-in page, and then at the consent page, of a client that can be changed. */
async function open(t: TestContext) {
  const bench = await openAuthority()
  t.after(() => bench.close())
  const alice = new Person(bench)
  const signIn = await alice.open()
  const change = (to: Partial<ClientRecord>) => saveClient(bench.store, { client_id: 'app', ...to })
  return { bench, alice, signIn, change, consent: () => alice.signIn(signIn) }
}

for (const [what, to] of changes) {
  for (const decision of ['allow', 'deny']) {
    test(`a client that ${what} while the person decides gets no answer to ${decision}`, async (t) => {
      const { bench, alice, change, consent } = await open(t)
      const page = await consent()
      await change(to)
      const refused = await alice.submit(page, { decision })
      assert.equal(refused.status, 400)
      assert.equal(refused.headers.get('location'), null)
      assert.ok(!(await bench.events()).some(({ type }) => type === 'code.issued'))
      await change({})
      const answer = await alice.submit(page, { decision })
      const expected = decision === 'allow' ? 'code' : 'error'
      assert.ok(answerOf(answer).has(expected), 'the same answer to the client as it was')
      assert.ok(answer.headers.get('location')?.startsWith(redirectUri))
    })
  }

  test(`a client that ${what} is not shown on any page, and nobody is sent back to it`, async (t) => {
    const { alice, signIn, change, consent } = await open(t)
    await consent()
    await change(to)
    const [id] = [signIn.hidden.interaction ?? '']
    for (const path of ['/sign-in', '/consent']) {
      const shown = await alice.follow(await alice.fetch(`${path}?interaction=${id}`))
      assert.equal(shown.status, 400, path)
      assert.doesNotMatch(shown.text, /<form/)
    }
    await change({})
    assert.match(
      (await alice.follow(await alice.fetch(`/consent?interaction=${id}`))).action,
      /consent/,
    )
  })
}
