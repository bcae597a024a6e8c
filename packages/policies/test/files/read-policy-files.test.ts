import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { toJson, type Value } from '@sallyport/rego'
import { readPolicyFiles } from '../../src/files/read-policy-files.ts'
import { PoliciesRefused } from '../../src/policies-refused.ts'

async function folderWith(t: TestContext, files: { readonly [path: string]: string }) {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-files-'))
  t.after(() => rm(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

test('a folder gives its modules and, by their folders, its data', async (t) => {
  const folder = await folderWith(t, {
    'p/authz.rego': 'package a',
    'p/deep/er/authz_test.rego': 'package b',
    'p/top.json': '{"n": 123456789012345678901}',
    'p/roles/data.json': '{"admin": ["ann"]}',
    'p/roles/more.yaml': 'clerk: [bob]',
    'p/list/data.yml': '- 1',
    'p/.hidden/data.json': '{"hidden": true}',
    'p/readme.md': 'text',
  })
  const { modules, data } = await readPolicyFiles(['p'], { folder })
  assert.deepEqual(
    { ...modules },
    { 'p/authz.rego': 'package a', 'p/deep/er/authz_test.rego': 'package b' },
  )
  assert.equal(
    toJson(data as Value),
    '{"list":[1],"n":123456789012345678901,"roles":{"admin":["ann"],"clerk":["bob"]}}',
  )
})

test('a file is taken by its extension, at the place that its prefix says', async (t) => {
  const folder = await folderWith(t, {
    'a.rego': 'package a',
    'users.json': '["ann"]',
    'd/x.json': '{"y": 1}',
  })
  const paths = ['a.rego', 'team.users:users.json', 'deep:d', 'd/x.json']
  const { modules, data } = await readPolicyFiles(paths, { folder })
  assert.deepEqual(Object.keys(modules), ['a.rego'])
  assert.equal(toJson(data as Value), '{"deep":{"y":1},"team":{"users":["ann"]},"y":1}')
})

test('laid out as a bundle only `data.json` and `data.yaml` count, and the manifest says the syntax', async (t) => {
  const folder = await folderWith(t, {
    'b/.manifest': '{"rego_version": 0, "roots": [""]}',
    'b/old.rego': 'package old',
    'b/old_test.rego': 'package old_test',
    'b/data.json': '{"a": 1}',
    'b/other.json': '{"a": 2}',
  })
  const { modules, data, versions } = await readPolicyFiles(['b'], { folder, bundle: true })
  assert.deepEqual(Object.keys(modules), ['b/old.rego', 'b/old_test.rego'])
  assert.equal(toJson(data as Value), '{"a":1}')
  assert.deepEqual([...versions.values()], ['v0', 'v0'])
})

test('what cannot be read is refused by name', async (t) => {
  const folder = await folderWith(t, {
    'bad.json': '{',
    'list.json': '[]',
    'note.txt': '',
    'one.json': '{"a": {"b": 1}}',
    'two.json': '{"a": {"b": 2}}',
    'loop/x.rego': 'package x',
  })
  await symlink('.', join(folder, 'loop/self'))
  await writeFile(join(folder, 'latin.rego'), Buffer.from([0x23, 0xe4]))
  for (const [paths, expected] of [
    [['nothing'], /^`nothing` does not exist$/],
    [['bad.json'], /^`bad.json` cannot be read: /],
    [['list.json'], /^`list.json` must hold an object, since it is all of `data`/],
    [['note.txt'], /^`note.txt` is neither/],
    [['one.json', 'two.json'], /^`two.json` defines `data.a.b`, which another file defines too$/],
    [['loop'], /^`loop\/self` contains itself$/],
    [['latin.rego'], /^`latin.rego` is no UTF-8 text$/],
  ] as const) {
    await assert.rejects(readPolicyFiles(paths, { folder }), (error) => {
      assert.ok(error instanceof PoliciesRefused)
      assert.match(error.message, expected)
      return true
    })
  }
})

test('names of the prototype are names', async (t) => {
  const folder = await folderWith(t, { '__proto__/data.json': '{"polluted": true}' })
  const { data } = await readPolicyFiles(['.'], { folder })
  assert.equal(toJson(data as Value), '{"__proto__":{"polluted":true}}')
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})
