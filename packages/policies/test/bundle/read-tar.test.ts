import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { readTar } from '../../src/bundle/read-tar.ts'
import { readFixture } from '../support/fixtures.ts'
import { type Entry, makeTar } from '../support/make-tar.ts'

const read = (archive: Uint8Array) =>
  readTar(archive).map(({ name, content }) => [name, Buffer.from(content).toString()])

const pax = (...records: readonly string[]) =>
  records
    .map((record) => {
      const rest = ` ${record}\n`
      const length = Buffer.byteLength(rest) + 2
      assert.ok(length >= 10 && length < 100, 'two digits')
      return `${length}${rest}`
    })
    .join('')

test('regular files are read in their order, folders are passed over', () => {
  const archive = makeTar([
    { name: 'b.rego', content: 'package b' },
    { name: 'folder/', type: '5' },
    { name: 'old-folder/', type: '\0' },
    { name: 'folder/a.rego', content: 'x'.repeat(600), type: '\0' },
    { name: 'empty' },
  ])
  assert.deepEqual(read(archive), [
    ['b.rego', 'package b'],
    ['folder/a.rego', 'x'.repeat(600)],
    ['empty', ''],
  ])
})

test('long names of ustar, pax and GNU are read', () => {
  const archive = makeTar([
    { name: 'data.json', prefix: 'people/teams', content: '{}' },
    { name: 'pax', type: 'x', content: pax('mtime=1.5', 'path=people/zoë/data.json') },
    { name: 'cut', content: '1' },
    { name: '././@LongLink', type: 'L', content: 'a/very/long/name.rego\0' },
    { name: 'cut', content: '2' },
    { name: 'comment', type: 'g', content: pax('comment=0123456789') },
    { name: 'short', content: '3' },
  ])
  assert.deepEqual(read(archive), [
    ['people/teams/data.json', '{}'],
    ['people/zoë/data.json', '1'],
    ['a/very/long/name.rego', '2'],
    ['short', '3'],
  ])
})

test('what `opa build` and `tar` write is read', () => {
  const names = (fixture: string) => read(gunzipSync(readFixture(fixture))).map(([name]) => name)
  assert.ok(names('unsigned.tar.gz').includes('/.manifest'))
  assert.ok(names('signed-as-is.tar.gz').includes('people/teams/data.yaml'))
})

const refused: readonly (readonly [string, readonly Entry[], RegExp])[] = [
  ['a symbolic link', [{ name: 'a', type: '2' }], /no regular file/],
  ['a hard link', [{ name: 'a', type: '1' }], /no regular file/],
  ['a device', [{ name: 'a', type: '3' }], /no regular file/],
  ['a sparse file', [{ name: 'a', type: 'S' }], /no regular file/],
  ['a type nobody knows', [{ name: 'a', type: '?' }], /no regular file/],
  ['a forged header', [{ name: 'a', forge: (header) => header.write('b', 0) }], /add up/],
  [
    'a size that is no number',
    [{ name: 'a', spoil: (header) => header.write('12345678x', 124) }],
    /readable size/,
  ],
  [
    'a size in base 256',
    [{ name: 'a', spoil: (header) => header.fill(0xff, 124, 136) }],
    /UTF-8|readable size/,
  ],
  [
    'a size beyond the end',
    [{ name: 'a', spoil: (header) => header.write('77777777777', 124) }],
    /cut off/,
  ],
  [
    'a name that is no UTF-8',
    [{ name: 'a', spoil: (header) => header.fill(0xff, 0, 3) }],
    /no UTF-8/,
  ],
  ['a size in a pax header', [{ name: 'p', type: 'x', content: pax('size=5') }], /`size`/],
  ['a pax header without end', [{ name: 'p', type: 'x', content: '99 path=a\n' }], /extended/],
  ['a pax header without length', [{ name: 'p', type: 'x', content: 'path=a\n' }], /extended/],
  ['one path for all', [{ name: 'p', type: 'g', content: pax('path=data.json') }], /alike/],
]

for (const [name, entries, message] of refused) {
  test(`${name} is refused`, () => {
    assert.throws(() => readTar(makeTar(entries)), { name: 'PoliciesRefused', message })
  })
}

test('an archive that ends early is refused, at whichever byte', () => {
  const archive = makeTar([{ name: 'a', content: 'x'.repeat(100) }], 512)
  assert.equal(read(archive).length, 1)
  for (const length of [0, 1, 511, 512, 600, 1023, 1024, 1500]) {
    assert.throws(() => readTar(archive.subarray(0, length)), /cut off/, String(length))
  }
})
