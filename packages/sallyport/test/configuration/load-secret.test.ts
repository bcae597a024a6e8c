import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Secret } from '@sallyport/protocol'
import { loadSecret } from '../../src/configuration/load-secret.ts'

async function keptIn(t: TestContext): Promise<{ folder: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-secret-'))
  t.after(() => rm(folder, { recursive: true }))
  return { folder, file: join(folder, 'sallyport.db.secret') }
}

test('a given secret is the secret', async () => {
  const value = new Secret('given')
  assert.equal(await loadSecret({ kind: 'given', value }), value)
})

test('without a file there is another secret in each run', async () => {
  const [a, b] = [await loadSecret({ kind: 'random' }), await loadSecret({ kind: 'random' })]
  assert.equal(Buffer.from(a.reveal(), 'base64url').length, 32)
  assert.notEqual(a.reveal(), b.reveal())
})

test('a kept secret is made once, for the eyes of its owner, and found again', async (t) => {
  const { folder, file } = await keptIn(t)
  const made = (await loadSecret({ kind: 'kept', file })).reveal()
  assert.equal((await loadSecret({ kind: 'kept', file })).reveal(), made)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.equal(await readFile(file, 'utf8'), `${made}\n`)
  assert.deepEqual(await readdir(folder), ['sallyport.db.secret'])
})

test('of twenty that make the secret at once all have the same', async (t) => {
  const { folder, file } = await keptIn(t)
  const secrets = await Promise.all(
    Array.from({ length: 20 }, () => loadSecret({ kind: 'kept', file })),
  )
  assert.equal(new Set(secrets.map((secret) => secret.reveal())).size, 1)
  assert.equal((await readdir(folder)).length, 1)
})

test('a kept secret that others can read, or that is damaged, is refused', async (t) => {
  const { file } = await keptIn(t)
  const { length } = (await loadSecret({ kind: 'kept', file })).reveal()
  assert.equal(length, 43)
  await chmod(file, 0o644)
  await assert.rejects(loadSecret({ kind: 'kept', file }), /can be read by others; run `chmod 600`/)
  await chmod(file, 0o600)
  await writeFile(file, 'short')
  await assert.rejects(loadSecret({ kind: 'kept', file }), /is damaged/)
})
