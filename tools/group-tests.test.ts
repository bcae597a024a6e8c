import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { type TestContext, test } from 'node:test'
import { groupTests } from './group-tests.ts'

/** Writes test files with these texts, and answers what is run, relative to their folder. */
function group(t: TestContext, texts: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-groups-'))
  t.after(() => rmSync(root, { recursive: true }))
  const files = Object.entries(texts).map(([path, text]) => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  })
  const folder = join(root, 'groups')
  const run = groupTests(files, folder).map((path) => relative(root, path))
  const imports = run
    .filter((path) => path.startsWith('groups'))
    .flatMap((path) => readFileSync(join(root, path), 'utf8').trim().split('\n'))
    .map((line) => /packages\/.*\.ts/.exec(line)?.[0])
  return { run, imports }
}

const plain = "test('it holds', () => {})\n"

test('files of a package share processes, each file in exactly one', (t) => {
  const names = Array.from({ length: 70 }, (_, i) => `packages/a/test/x${i}.test.ts`)
  const texts = Object.fromEntries(names.map((name) => [name, plain]))
  const { run, imports } = group(t, { ...texts, 'packages/b/test/y.test.ts': plain })
  assert.deepEqual(
    run.map((path) => path.replace('\\', '/')),
    ['groups/a-1.test.mjs', 'groups/a-2.test.mjs', 'groups/a-3.test.mjs', 'groups/b-1.test.mjs'],
  )
  assert.deepEqual([...imports].sort(), [...names, 'packages/b/test/y.test.ts'].sort())
})

test('a file that changes what a process shares runs alone, as does what is no unit of a package', (t) => {
  const touching = [
    'beforeEach(() => {})\n',
    "process.env.NAME = 'x'\n",
    'Object.prototype.x = 1\n',
    'globalThis.fetch = () => {}\n',
    't.mock.timers.enable()\n',
    "process.on('warning', () => {})\n",
  ]
  const texts = Object.fromEntries(
    touching.map((text, i) => [`packages/a/test/x${i}.test.ts`, text + plain]),
  )
  const all = { ...texts, 'test/end-to-end/z.test.ts': plain }
  const { run, imports } = group(t, all)
  assert.deepEqual(run, Object.keys(all))
  assert.deepEqual(imports, [])
  const hookInside = "describe('x', () => {\n  beforeEach(() => {})\n})\n"
  assert.equal(group(t, { 'packages/a/test/x.test.ts': hookInside }).imports.length, 1)
})
