import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadConfigurationFile } from '../../src/configuration/load-configuration-file.ts'

async function folderWith(t: TestContext, files: { [name: string]: string }): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-config-')))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

async function valueIn(folder: string, file?: string): Promise<unknown> {
  const loaded = await loadConfigurationFile({ folder, ...(file === undefined ? {} : { file }) })
  assert.ok(loaded.ok)
  return loaded.value.value
}

async function refusalIn(folder: string, file?: string): Promise<string> {
  const loaded = await loadConfigurationFile({ folder, ...(file === undefined ? {} : { file }) })
  assert.ok(!loaded.ok)
  return loaded.refusal
}

test('the configuration is TypeScript, JavaScript or a module, tried in this order', async (t) => {
  const js = {
    'sallyport.config.js': 'export default 2',
    'sallyport.config.mjs': 'export default 3',
  }
  const ts = { 'sallyport.config.ts': 'const one: number = 1\nexport default one' }
  assert.equal(await valueIn(await folderWith(t, { ...js, ...ts })), 1)
  assert.equal(await valueIn(await folderWith(t, js)), 2)
  const mjs = { 'sallyport.config.mjs': 'export default 3' }
  assert.equal(await valueIn(await folderWith(t, mjs)), 3)
})

test('a file that is named is taken, from its own folder', async (t) => {
  const folder = await folderWith(t, { 'etc/a.ts': 'export default 1' })
  const loaded = await loadConfigurationFile({ folder, file: './etc/a.ts' })
  assert.deepEqual(loaded, {
    ok: true,
    value: { value: 1, file: join(folder, 'etc/a.ts'), folder: join(folder, 'etc') },
  })
  assert.equal(await valueIn('/', join(folder, 'etc/a.ts')), 1)
})

test('a file that does not exist is refused with what to do', async (t) => {
  const folder = await folderWith(t, {})
  assert.match(
    await refusalIn(folder),
    /^no `sallyport.config.ts` in .*create one.*`--config FILE`$/,
  )
  assert.match(
    await refusalIn(folder, 'b.ts'),
    /b.ts` does not exist; check what follows `--config`/,
  )
})

test('a file without a default export is refused', async (t) => {
  const folder = await folderWith(t, { 'sallyport.config.ts': 'export const config = {}' })
  assert.match(await refusalIn(folder), /has no default export; write `export default defineConfig/)
})

test('a file that cannot be loaded is refused with its reason, and its source is not quoted', async (t) => {
  const folder = await folderWith(t, {
    'syntax.ts': "const secret = 'canary' +* 1\nexport default secret",
    'throws.ts':
      "const secret: string = 'canary'\nthrow new Error('no such thing')\nexport default secret",
  })
  for (const file of ['syntax.ts', 'throws.ts']) {
    const refusal = await refusalIn(folder, file)
    assert.match(refusal, /^`.*(syntax|throws)\.ts` cannot be loaded \(line [12]\): ./)
    assert.ok(!refusal.includes('canary'))
    assert.ok(!refusal.includes('\n'))
  }
})
