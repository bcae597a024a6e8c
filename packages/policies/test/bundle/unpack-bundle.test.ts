import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { unpackBundle } from '../../src/bundle/unpack-bundle.ts'
import { makeBundle, makeTar } from '../support/make-tar.ts'

const mebibyte = 1024 * 1024
const pathsOf = async (files: Readonly<Record<string, string>>) => [
  ...(await unpackBundle(makeBundle(files), mebibyte)).keys(),
]

test('paths are the same however the archive begins them', async () => {
  assert.deepEqual(await pathsOf({ '/a/data.json': '', './b/data.json': '', 'c.rego': '' }), [
    'a/data.json',
    'b/data.json',
    'c.rego',
  ])
  assert.deepEqual(await pathsOf({ '..hidden/...rego': '' }), ['..hidden/...rego'])
})

for (const name of [
  '../data.json',
  'a/../../data.json',
  '/../data.json',
  './../data.json',
  'a/./data.json',
  'a//data.json',
  '..\\data.json',
  'C:\\data.json',
  'a\ndata.json',
  '..',
]) {
  test(`the path ${JSON.stringify(name)} is refused`, async () => {
    await assert.rejects(pathsOf({ [name]: '', 'b.rego': '' }), {
      name: 'PoliciesRefused',
      message: /no path within it/,
    })
  })
}

test('one path twice is refused, also in two spellings', async () => {
  const twice = gzipSync(makeTar([{ name: 'a.rego', content: '1' }, { name: 'a.rego' }]))
  await assert.rejects(unpackBundle(twice, mebibyte), /`a\.rego` twice/)
  await assert.rejects(pathsOf({ '/a.rego': '', './a.rego': '' }), /`a\.rego` twice/)
  assert.equal((await pathsOf({ 'a.rego': '', 'A.rego': '' })).length, 2)
})

test('a gzip bomb is refused before it has unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(16 * mebibyte))
  assert.ok(bomb.length < mebibyte / 10)
  await assert.rejects(unpackBundle(bomb, mebibyte), /more than 1048576 bytes/)
  const exact = makeTar([{ name: 'a.rego', content: 'package a' }])
  assert.equal((await unpackBundle(gzipSync(exact), exact.length)).size, 1)
  await assert.rejects(unpackBundle(gzipSync(exact), exact.length - 1), /more than/)
})

test('what is no gzip, or only the beginning of one, is refused', async () => {
  const whole = makeBundle({ 'a.rego': 'package a' })
  for (const archive of [Buffer.from('package a'), Buffer.alloc(0), whole.subarray(0, -12)]) {
    await assert.rejects(unpackBundle(archive, mebibyte), {
      name: 'PoliciesRefused',
      message: /not gzip|cut off/,
    })
  }
  assert.equal((await unpackBundle(whole, mebibyte)).size, 1)
})

test('more files than are allowed are refused', async () => {
  const three = makeBundle({ 'a.rego': '', 'b.rego': '', 'c.rego': '' })
  assert.equal((await unpackBundle(three, mebibyte, 3)).size, 3)
  await assert.rejects(unpackBundle(three, mebibyte, 2), /more than 2 files/)
})
