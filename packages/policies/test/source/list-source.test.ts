import assert from 'node:assert/strict'
import { mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { listSource } from '../../src/source/list-source.ts'
import { readSource } from '../../src/source/read-source.ts'
import { fixture } from '../support/fixtures.ts'
import { folderOf } from '../support/folder-of.ts'

const pathsOf = async (source: string) => (await listSource(source)).files.map(({ path }) => path)

test('a folder has its Rego and data files, at any depth, and nothing else', async (t) => {
  const folder = await folderOf(t, {
    'authz.rego': '',
    'authz_test.rego': '',
    'data.json': '{}',
    'a/b/data.yaml': '',
    'a/data.yml': '',
    'a/other.json': '{}',
    'README.md': '',
    'authz.rego~': '',
    '.authz.rego.swp': '',
    '.hidden/authz.rego': '',
    '.manifest': '{}',
    'a/.manifest': '{}',
    '.signatures.json': '{}',
    'policy.wasm': '',
  })
  await mkdir(join(folder, 'folder.rego'))
  assert.deepEqual(await pathsOf(folder), [
    '.manifest',
    '.signatures.json',
    'a/b/data.yaml',
    'a/data.yml',
    'authz.rego',
    'authz_test.rego',
    'data.json',
    'policy.wasm',
  ])
})

test('a mounted config map is read once, by its links', async (t) => {
  const folder = await folderOf(t, { '..2026_03/authz.rego': 'package authz' })
  await symlink('..2026_03', join(folder, '..data'))
  await symlink('..data/authz.rego', join(folder, 'authz.rego'))
  await symlink('nowhere.rego', join(folder, 'dead.rego'))
  const listing = await listSource(folder)
  assert.deepEqual([...(await readSource(listing, 1000)).keys()], ['authz.rego'])
  assert.ok([...listing.folders.keys()].some((path) => path.endsWith('..2026_03')))
})

test('the stamp changes with every change of a file that counts, and with no other', async (t) => {
  const folder = await folderOf(t, { 'authz.rego': 'package a', 'README.md': '' })
  const stamp = async () => (await listSource(folder)).stamp
  const first = await stamp()
  assert.equal(await stamp(), first)
  await writeFile(join(folder, 'README.md'), 'more')
  assert.equal(await stamp(), first)
  const seen = new Set([first])
  const isNew = async (what: string) => {
    const now = await stamp()
    assert.ok(!seen.has(now), what)
    seen.add(now)
  }
  await writeFile(join(folder, 'authz.rego'), 'package b')
  await utimes(join(folder, 'authz.rego'), 1, 1)
  await isNew('of the same size')
  await writeFile(join(folder, 'new.rego'), 'package b')
  await utimes(join(folder, 'new.rego'), 1, 1)
  await isNew('another file')
  await rename(join(folder, 'new.rego'), join(folder, 'authz.rego'))
  await isNew('put in its place')
})

test('a bundle and a `.wasm` file are told by their names', async (t) => {
  const kindOf = async (source: string) => (await listSource(source)).kind
  assert.equal(await kindOf(fixture('unsigned.tar.gz')), 'bundle')
  assert.equal(await kindOf(fixture('source')), 'folder')
  const folder = await folderOf(t, { 'a.tgz': '', 'policy.wasm': 'x', 'authz.rego': '' })
  assert.equal(await kindOf(join(folder, 'a.tgz')), 'bundle')
  const listing = await listSource(join(folder, 'policy.wasm'))
  assert.equal(listing.kind, 'wasm')
  assert.deepEqual([...(await readSource(listing, 1000)).keys()], ['policy.wasm'])
  assert.equal(listing.folders.get(folder)?.only, 'policy.wasm')
  await assert.rejects(kindOf(join(folder, 'authz.rego')), /neither a folder nor a bundle/)
  await assert.rejects(kindOf(join(folder, 'none')), /there is nothing at/)
  await assert.rejects(kindOf(join(folder, 'authz.rego', 'none')), /there is nothing at/)
})

test('a folder that contains itself is refused', async (t) => {
  const folder = await folderOf(t, { 'a/b/authz.rego': '' })
  await symlink(join(folder, 'a'), join(folder, 'twin'))
  assert.deepEqual(await pathsOf(folder), ['a/b/authz.rego', 'twin/b/authz.rego'])
  await symlink(folder, join(folder, 'a', 'loop'))
  await assert.rejects(pathsOf(folder), { name: 'PoliciesRefused', message: /contains itself/ })
})

test('more bytes than are allowed are refused unread', async (t) => {
  const folder = await folderOf(t, { 'a.rego': 'x'.repeat(60), 'b.rego': 'x'.repeat(40) })
  const listing = await listSource(folder)
  assert.equal((await readSource(listing, 100)).size, 2)
  await assert.rejects(readSource(listing, 99), { name: 'PoliciesRefused', message: /99 bytes/ })
  assert.ok(listing.folders.has(dirname(folder)))
})
