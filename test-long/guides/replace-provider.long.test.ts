import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import additions from '../../examples/guides/src/replace-provider.config.ts'
import { commandLine } from '../../packages/sallyport/test/support/command-line.ts'
import { takeGuideToken } from '../../test/end-to-end/support/guide-token.ts'
import {
  call,
  moveAddresses,
  startGuides,
  whereItListens,
} from '../../test/end-to-end/support/start-guides.ts'
import { jwtApi, startProvider } from '../../test/end-to-end/support/start-provider.ts'

test('the guide to replacing a provider holds: both issuers for one person, then one', async (t) => {
  const guides = { ...(await startGuides(t, additions)), api: jwtApi }
  const provider = await startProvider(t)
  moveAddresses(t, { 'https://id.example.com': provider.issuer })
  const old = (await provider.alice(jwtApi)).access_token
  const alice = await takeGuideToken(guides, 'read:documents')
  const bob = await takeGuideToken(guides, 'read:documents', { username: 'bob' })
  const asked = async (url: string) => {
    const answers = [await call(url, old), await call(url, alice), await call(url, bob)]
    return answers.map(({ status }) => status)
  }

  const during = await import('../../examples/guides/src/both-issuers.ts')
  t.after(() => during.ports.close())
  const both = `${await whereItListens(t, during.server)}/api/reports`
  assert.deepEqual(await asked(both), [200, 200, 403])
  const issuers = [await (await call(both, old)).json(), await (await call(both, alice)).json()]
  assert.deepEqual(
    issuers.map(({ issuer }) => issuer),
    [provider.issuer, guides.issuer],
  )
  const events = await guides.sallyport.store.audit.since(0, 1000)
  const allowed = events.filter(({ event }) => event.type === 'decision.allowed')
  assert.ok(allowed.some(({ event }) => event.issuer === provider.issuer))

  const after = await import('../../examples/guides/src/one-issuer.ts')
  t.after(() => after.ports.close())
  const one = `${await whereItListens(t, after.server)}/api/reports`
  assert.deepEqual(await asked(one), [401, 200, 403])
})

test('the guide to replacing a provider holds: a person comes over with the subject they had', async (t) => {
  const guide = new URL('../../docs/guides/replace-your-identity-provider.md', import.meta.url)
  const [, command = ''] =
    /^npx sallyport (users add .*)$/m.exec(await readFile(guide, 'utf8')) ?? []
  const line = await commandLine(t)
  await line.ok(...command.split(' '))
  const user = await line.withStore(({ users }) => users.findByUsername('alice'))
  assert.deepEqual([user?.sub, user?.scopes], ['alice', ['read:documents']])
})
