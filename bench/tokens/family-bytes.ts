import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@sallyport/store'
import { openSqliteStore } from '@sallyport/store/sqlite'
import type { Figure } from '../rounds.ts'
import type { BenchRedis } from '../scaled-servers.ts'
import { openFamilies } from './start-ours.ts'

const families = 1_000_000

/** What a live family costs where a million of them live: in the file, and in the memory of Redis. */
export async function* familyBytes(redis: BenchRedis | undefined): AsyncGenerator<Figure> {
  const name = `bytes a live family, ${families} of them`
  yield { name, subject: 'SQLite', value: (await fileBytes()) / families, unit: 'bytes' }
  if (redis === undefined) return
  const before = await redis.usedMemory()
  await withStore(await redis.openStore(), (store) => openFamilies(store, families))
  const value = ((await redis.usedMemory()) - before) / families
  yield { name, subject: 'Redis', value, unit: 'bytes' }
}

async function fileBytes(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'))
  try {
    const file = join(folder, 'sallyport.db')
    const store = openSqliteStore({ file, durability: 'process' })
    await withStore(store, (open) => openFamilies(open, families))
    return statSync(file).size
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function withStore(store: Store, work: (store: Store) => Promise<unknown>): Promise<void> {
  try {
    await work(store)
  } finally {
    await store.close()
  }
}
