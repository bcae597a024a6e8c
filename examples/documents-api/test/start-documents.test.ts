import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { takeToken } from '../../../test/end-to-end/support/take-tokens.ts'
import { startDocuments } from '../src/start-documents.ts'
import { onFault, prepare } from './support/prepare-documents.ts'

test("where the API's port is taken nothing starts, and no user has been made", async (t) => {
  const { folder, port, configuration } = await prepare(t)
  const taken = createServer().listen(port, '127.0.0.1')
  await once(taken, 'listening')
  await assert.rejects(startDocuments(configuration, { port, onFault }), {
    message: `port ${port} of 127.0.0.1 is in use; stop the other program`,
  })
  const store = openSqliteStore({ file: join(folder, 'sallyport.db'), durability: 'process' })
  assert.deepEqual(await store.users.list(), [])
  await store.close()
  taken.close()
  await once(taken, 'close')

  const running = await startDocuments(configuration, { port, onFault })
  t.after(() => running.stop())
  assert.equal((await fetch(`${running.api}/api/documents/handbook`)).status, 401)
})

test('where the authority cannot start the port of the API is free again', async (t) => {
  const { port, configuration } = await prepare(t)
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const address = { host: '127.0.0.1', port: (taken.address() as AddressInfo).port }
  await assert.rejects(startDocuments({ ...configuration, listen: [address] }, { port, onFault }))
  const running = await startDocuments(configuration, { port, onFault })
  await running.stop()
})

test('the quota of the configuration is what a caller has', async (t) => {
  const { port, configuration } = await prepare(t, {
    limits: { quota: { limit: 2, window: '90s' } },
  })
  const running = await startDocuments(configuration, { port, onFault })
  t.after(() => running.stop())
  const alice = await takeToken({ issuer: running.sallyport.issuer, api: running.api }, 'alice')
  const headers = { authorization: `Bearer ${alice}` }
  const read = async () => {
    const response = await fetch(`${running.api}/api/documents/handbook`, { headers })
    await response.text()
    return { status: response.status, headers: response.headers }
  }
  for (const remaining of [1, 0]) {
    const answer = await read()
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('ratelimit-policy'), '"default";q=2;w=90')
    assert.match(
      String(answer.headers.get('ratelimit')),
      new RegExp(`^"default";r=${remaining};t=`),
    )
  }
  const refused = await read()
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) >= 1)
})
