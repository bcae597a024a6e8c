import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createRecorder } from '@sallyport/audit'
import { settableClock } from '@sallyport/protocol'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { applyConfiguredClients } from '../../src/start/apply-configured-clients.ts'
import { breakTable } from '../support/break-table.ts'
import { folderFor } from '../support/command-line.ts'
import { accepted, publicClient } from '../support/configurations.ts'

test('a client that cannot be recorded is not kept, and at the next start it is', async (t) => {
  const file = join(await folderFor(t), 'sallyport.db')
  const store = openSqliteStore({ file, durability: 'process' })
  t.after(() => store.close())
  const clock = settableClock(Date.UTC(2026, 0, 2))
  const recorder = createRecorder({ ledger: store.audit, clock })
  const start = () =>
    applyConfiguredClients(accepted({ clients: [publicClient] }), {
      store,
      recorder,
      clock,
      requestId: 'start',
    })
  const repair = breakTable(file, 'audit_events')
  await assert.rejects(start(), /broken for the test/)
  assert.deepEqual(await store.clients.list(), [])
  repair()
  await start()
  await start()
  assert.equal((await store.clients.list()).length, 1)
  const types = (await store.audit.since(0, 10)).map(({ event }) => event.type)
  assert.deepEqual(types, ['client.changed'])
})
