import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { test } from 'node:test'
import { takeGuideToken } from '../support/guide-token.ts'
import { call, moveAddresses, startGuides, whereItListens } from '../support/start-guides.ts'

test('the API that a newcomer writes asks for a token, then whether the person is of sales', async (t) => {
  moveAddresses(t, { 'app.listen(': 'export const server = app.listen(' })
  const guides = await startGuides(t, {})
  const page: { readonly server?: Server } = await import('../../../examples/guides/src/my-api.ts')
  assert.ok(page.server !== undefined)
  const url = `${await whereItListens(t, page.server)}/till`
  const open = async (username: string) => {
    const who = { client: 'documents-web', username }
    return call(url, await takeGuideToken(guides, 'read:documents', who))
  }
  assert.equal((await call(url)).status, 401)
  const bob = await open('bob')
  assert.deepEqual([bob.status, await bob.json()], [200, { openedBy: 'bob' }])
  const alice = await open('alice')
  assert.equal(alice.status, 403)
  assert.match(await alice.text(), /only sales opens the till/)
})
