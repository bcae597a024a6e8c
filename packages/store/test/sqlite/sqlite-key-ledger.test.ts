import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { sampleKey, sampleNextKey, start } from '../../src/contract/samples.ts'
import { openSqliteStore } from '../../src/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../temporary-folder.ts'

test('a signing key of an older version, which has no next one, is withdrawn for the new key itself', async (t) => {
  const folder = temporaryFolder()
  const file = `${folder.path}/sallyport.db`
  const store = openSqliteStore({ file, durability: 'process' })
  t.after(async () => {
    await store.close()
    folder.remove()
  })
  await store.keys.addFirst(sampleKey(), sampleNextKey())
  const other = new DatabaseSync(file)
  other.exec(`delete from signing_keys where status = 'next'`)
  other.close()
  const next = sampleNextKey({ kid: 'next-2' })
  assert.equal(await store.keys.withdraw({ kid: 'key-1', next, now: start + 1 }), true)
  const keys = await store.keys.list()
  assert.deepEqual(keys.at(-1), { ...next, status: 'signing', signsFrom: start + 1 })
  assert.equal(await store.keys.addNext(sampleNextKey({ kid: 'next-3' })), true)
})
