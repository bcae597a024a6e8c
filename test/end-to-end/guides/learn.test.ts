import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import configuration from '../../../sallyport.config.ts'
import { takeGuideToken } from '../support/guide-token.ts'
import { call, moveAddresses, startGuides } from '../support/start-guides.ts'
import { password } from '../support/start-line.ts'

test('the API that a newcomer writes asks for a token, then whether the person is of sales', async (t) => {
  const users = configuration.users?.map((user) => ({ ...user, password })) ?? []
  const guides = await startGuides(t, { ...configuration, users })
  moveAddresses(t, { 'app.listen(4002': 'export const server = app.listen(0' })
  const page: { readonly server?: Server } = await import('../../../examples/guides/src/my-api.ts')
  assert.ok(page.server !== undefined)
  const { server } = page
  if (!server.listening) await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/till`
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
