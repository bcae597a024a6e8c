import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { openSqliteStore } from '@sallyport/store/sqlite'
import { refreshDigest, sampleRotation, startFamily } from '../../src/contract/samples.ts'
import { startChild } from '../child.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/**
 * Kills a process that rotates one family without pause, `rounds` times at random moments, and asserts
 * after each that nothing it acknowledged is lost. Returns how many rotations were acknowledged.
 */
export async function killInALoop(rounds: number): Promise<number> {
  const folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  await onStore(file, (store) => startFamily(store))
  let acknowledged = 0
  for (let round = 0; round < rounds; round += 1) {
    const child = startChild('fault/rotating-child.ts', [file])
    await child.nextLine()
    await wait(Math.random() * 100)
    child.process.kill('SIGKILL')
    await child.ended()
    acknowledged = Number(child.lines.at(-1))
    assert.equal(child.process.signalCode, 'SIGKILL')
    await expectKept(file, acknowledged)
  }
  // The control: the family is as alive as if nobody had ever been killed.
  await onStore(file, async (store) => {
    const generation = (await store.grants.find('grant-1'))?.family?.generation ?? -1
    assert.equal((await store.grants.rotate(sampleRotation(generation))).kind, 'rotated')
    assert.equal((await store.grants.rotate(sampleRotation(generation))).kind, 'reused')
  })
  folder.remove()
  return acknowledged
}

async function expectKept(file: string, acknowledged: number): Promise<void> {
  await onStore(file, async (store) => {
    const grant = await store.grants.find('grant-1')
    const family = grant?.family
    assert.equal(grant?.status, 'live')
    assert.ok(family !== undefined)
    // At most one rotation was committed and not yet acknowledged.
    assert.ok(family.generation >= acknowledged, `${family.generation} after ${acknowledged}`)
    assert.ok(family.generation <= acknowledged + 1, `${family.generation} after ${acknowledged}`)
    assert.equal(family.currentDigest, refreshDigest(family.generation))
    assert.equal(family.previousDigest, refreshDigest(family.generation - 1))
    assert.deepEqual(await store.revocations.since(0, 10), [])
  })
  const database = new DatabaseSync(file)
  const check = database.prepare('pragma integrity_check').get()
  database.close()
  assert.equal(check?.integrity_check, 'ok')
}

async function onStore(
  file: string,
  body: (store: ReturnType<typeof openSqliteStore>) => Promise<void>,
): Promise<void> {
  const store = openSqliteStore({ file, durability: 'power' })
  await body(store)
  await store.close()
}
