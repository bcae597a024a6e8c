import assert from 'node:assert/strict'
import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openConnection } from '../../src/sqlite/connection.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()
after(() => folder.remove())

const fileNamed = (name: string) => join(folder.path, `${name}.db`)
const modeOf = (file: string) => statSync(file).mode & 0o777

test('power waits for the disk at every commit, process does not; both keep a write-ahead log', async () => {
  for (const [durability, synchronous] of [
    ['power', 2],
    ['process', 1],
  ] as const) {
    const connection = openConnection({ file: fileNamed(durability), durability })
    const pragma = (name: string) => connection.prepare(`pragma ${name}`).get()
    assert.equal(pragma('synchronous')?.synchronous, synchronous)
    assert.equal(pragma('journal_mode')?.journal_mode, 'wal')
    assert.equal(pragma('foreign_keys')?.foreign_keys, 1)
    assert.equal(pragma('busy_timeout')?.timeout, 5000)
    await connection.close()
  }
})

test('a new file, its log and its index are readable by their owner only', async () => {
  const file = fileNamed('private')
  const connection = openConnection({ file, durability: 'process' })
  assert.deepEqual(
    [modeOf(file), modeOf(`${file}-wal`), modeOf(`${file}-shm`)],
    [0o600, 0o600, 0o600],
  )
  await connection.close()
})

test('a file that exists keeps the mode that its owner gave it', async () => {
  const file = fileNamed('shared')
  writeFileSync(file, '')
  chmodSync(file, 0o640)
  const connection = openConnection({ file, durability: 'process' })
  assert.equal(modeOf(file), 0o640)
  await connection.close()
})

test('a folder that does not exist and a file that is no database are named in the error', () => {
  const missing = join(folder.path, 'missing', 'store.db')
  assert.throws(() => openConnection({ file: missing, durability: 'process' }), {
    message: `the folder of \`${missing}\` does not exist; create it first`,
  })
  const text = fileNamed('text')
  writeFileSync(text, 'not a database at all, but long enough to be read as one'.repeat(20))
  assert.throws(() => openConnection({ file: text, durability: 'process' }), /not a database/)
})

test('a throw inside a transaction undoes all of it, and the next one succeeds', async () => {
  const connection = openConnection({ file: ':memory:', durability: 'process' })
  const add = connection.prepare('insert into failures (key, count, last_at) values (?, 1, 1)')
  const count = connection.prepare('select count(*) as n from failures')
  const failing = connection.write(() => {
    add.run('first')
    throw new Error('stopped halfway')
  })
  await assert.rejects(failing, /stopped halfway/)
  assert.equal(await connection.read(() => count.get()?.n), 0)
  await connection.write(() => add.run('second'))
  assert.equal(await connection.read(() => count.get()?.n), 1)
  await connection.close()
})

test('a transaction inside a transaction is refused, and the outer one is kept', async () => {
  const connection = openConnection({ file: ':memory:', durability: 'process' })
  const add = connection.prepare('insert into failures (key, count, last_at) values (?, 1, 1)')
  let inner: Promise<unknown> = Promise.resolve()
  await connection.write(() => {
    add.run('outer')
    inner = connection.write(() => add.run('inner'))
    inner.catch(() => {})
  })
  await assert.rejects(inner, /within a transaction/)
  const keys = connection.prepare('select key from failures').all()
  assert.deepEqual(
    keys.map((row) => row.key),
    ['outer'],
  )
  await connection.close()
})
