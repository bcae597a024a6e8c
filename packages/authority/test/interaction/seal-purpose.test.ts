import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secureRandom } from '@sallyport/protocol'
import type { InteractionRecord } from '@sallyport/store'
import { openPurpose, sealPurpose } from '../../src/interaction/seal-purpose.ts'
import { openAuthority } from '../support/open-authority.ts'
import { Person } from '../support/person.ts'

const browser = 'b'.repeat(43)
const purpose = { kind: 'page', path: '/device?user_code=BCDF-GHJK' } as const

test('what is sealed for a browser opens for it, and for no other, nor once it is changed', () => {
  const sealed = sealPurpose(purpose, browser, secureRandom)
  assert.deepEqual(openPurpose(sealed, browser), purpose)
  assert.throws(() => openPurpose(sealed, 'c'.repeat(43)))
  const changed = `${sealed[0] === 'A' ? 'B' : 'A'}${sealed.slice(1)}`
  for (const wrong of [changed, sealed.slice(4), '', 'AAAA']) {
    assert.throws(() => openPurpose(wrong, browser))
  }
})

test('P02 the store keeps neither a user code nor a state nor a login hint of who signs in', async (t) => {
  const kept: InteractionRecord[] = []
  const bench = await openAuthority({}, (store) => ({
    ...store,
    interactions: {
      ...store.interactions,
      save: async (record) => {
        kept.push(record)
        await store.interactions.save(record)
      },
    },
  }))
  t.after(() => bench.close())
  const alice = new Person(bench)
  const page = await alice.follow(await alice.fetch('/device?user_code=BCDF-GHJK'))
  assert.match(page.action, /\/sign-in$/)
  await alice.open({ state: 'a secret of the client', login_hint: 'alice@example.com' })
  assert.equal(kept.length, 2)
  for (const secret of ['BCDF', 'a secret of the client', 'alice@example.com']) {
    assert.ok(!JSON.stringify(kept).includes(secret), secret)
  }
  const signedIn = await alice.signIn(page)
  assert.match(signedIn.text, /value="BCDF-GHJK"/, 'the person finds it filled in all the same')
})
