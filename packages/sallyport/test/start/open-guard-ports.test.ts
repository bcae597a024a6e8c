import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { openGuardPorts } from 'sallyport'
import { folderFor } from '../support/command-line.ts'

const token = {
  tokenId: 'token-1',
  subject: 'alice',
  clientId: 'app',
  issuedAt: Math.floor(Date.now() / 1000) - 60,
}

test('past the staleness that is allowed a guard refuses, unless it was told to go on', async (t) => {
  const sqlite = join(await folderFor(t), 'sallyport.db')
  const store = openSqliteStore({ file: sqlite, durability: 'process' })
  t.after(() => store.close())
  const refusing = await openGuardPorts({ sqlite })
  const patient = await openGuardPorts({ sqlite, maxStalenessMs: 60_000 })
  const allowing = await openGuardPorts({ sqlite, onStale: 'allow' })
  const all = [refusing, patient, allowing]
  t.after(() => Promise.all(all.map((ports) => ports.close())))
  const answers = () => all.map(({ revocations }) => revocations.check(token))
  assert.deepEqual(answers(), ['live', 'live', 'live'])
  for (const { revocations } of all) await revocations.stop()
  const later = performance.now() + 6000
  t.mock.method(performance, 'now', () => later)
  assert.deepEqual(answers(), ['stale', 'live', 'live'])
})

test('a staleness that cannot be meant is refused when the ports are opened', async (t) => {
  const sqlite = join(await folderFor(t), 'sallyport.db')
  await assert.rejects(openGuardPorts({ sqlite, maxStalenessMs: 10 }), /`maxStalenessMs` is `10`/)
})
