import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkKeys } from '../../src/bundle/bundle-keys.ts'
import { unpackBundle } from '../../src/bundle/unpack-bundle.ts'
import { buildRevision, type RevisionRules } from '../../src/revision/build-revision.ts'
import { filesOf } from '../support/files-of.ts'
import { readFixture, rsaKey } from '../support/fixtures.ts'

const build = (
  files: Readonly<Record<string, string | Uint8Array>>,
  rules: Partial<RevisionRules> = {},
) => buildRevision(filesOf(files), { entrypoints: ['authz/allow'], ...rules })
const authz = 'package authz\n\nallow if input.id in data.readers\n'
const good = { 'authz.rego': authz, 'data.json': '{"readers": ["alice"]}' }
const refused = (message: RegExp) => ({ name: 'PoliciesRefused', message })

test('Rego decides over the data beside it', async () => {
  const revision = await build(good)
  assert.equal(revision.evaluate('authz/allow', { id: 'alice' }), true)
  assert.equal(revision.evaluate('authz/allow', { id: 'bob' }), undefined)
})

test('a revision is named by its content, wherever that comes from, or by its manifest', async () => {
  const [one, same, other] = await Promise.all([
    build(good),
    build(Object.fromEntries(Object.entries(good).reverse())),
    build({ ...good, 'data.json': '{"readers": ["bob"]}' }),
  ])
  assert.match(one.id, /^[0-9a-f]{16}$/)
  assert.ok(one.digest.startsWith(one.id))
  assert.equal(one.digest, same.digest)
  assert.notEqual(one.digest, other.digest)
  const moved = await build({ 'b.rego': authz, 'data.json': good['data.json'] })
  assert.notEqual(one.digest, moved.digest)
  assert.equal((await build({ ...good, '.manifest': '{"revision": "v7"}' })).id, 'v7')
})

test('tests decide nothing, even where they do not compile', async () => {
  const revision = await build({
    ...good,
    'authz_test.rego': 'package authz\n\nallow := true\n',
    'a/b_test.rego': 'this is no rego',
  })
  assert.equal(revision.evaluate('authz/allow', { id: 'bob' }), undefined)
})

test('all that is wrong with the Rego is said, with file and line', async () => {
  await assert.rejects(
    build({ ...good, 'a/b.rego': 'package b\n\nx := y\n', 'c.rego': 'package c\n\nz := w\n' }),
    refused(/a\/b\.rego:3: rego_unsafe_var_error(.|\n)*c\.rego:3: rego_unsafe_var_error/),
  )
  await assert.rejects(build({ ...good, 'b.rego': 'pakage b' }), refused(/^b\.rego:1: /))
  await assert.rejects(
    build({ ...good, 'b.rego': Buffer.from([0xff]) }),
    refused(/`b\.rego` is no UTF-8/),
  )
})

test('a rule that is asked for and not there is refused', async () => {
  await build(good, { entrypoints: ['authz/allow', 'readers'] })
  await assert.rejects(build(good, { entrypoints: ['authz/decision'] }), refused(/authz\/decision/))
  await assert.rejects(build({}), refused(/authz\/allow/))
})

test('strict mode, the syntax and the limits of an evaluation are as asked for', async () => {
  const unused = { ...good, 'b.rego': 'package b\n\nimport data.readers\n' }
  await build(unused)
  await assert.rejects(build(unused, { strict: true }), refused(/b\.rego:3/))
  const old = { 'authz.rego': 'package authz\n\nallow { input.id == "alice" }\n' }
  await assert.rejects(build(old), refused(/authz\.rego:3/))
  const revision = await build(old, { regoVersion: 'v0' })
  assert.equal(revision.evaluate('authz/allow', { id: 'alice' }), true)
  const slow = 'package authz\n\nallow if count([1 | some i in numbers.range(1, 100000)]) > 1\n'
  const short = await build({ 'authz.rego': slow }, { limits: { fuel: 1000 } })
  assert.throws(() => short.evaluate('authz/allow', {}), /eval_fuel_error/)
})

test('a manifest says which syntax which files have', async () => {
  const old = 'package legacy\n\nallow { input.id == "alice" }\n'
  const files = { ...good, 'legacy/old.rego': old }
  const manifest = (value: object) => ({ ...files, '.manifest': JSON.stringify(value) })
  await assert.rejects(build(files), refused(/legacy\/old\.rego:3/))
  const revision = await build(manifest({ file_rego_versions: { '/legacy/*.rego': 0 } }))
  assert.equal(revision.evaluate('legacy/allow', { id: 'alice' }), true)
  assert.equal(revision.evaluate('authz/allow', { id: 'alice' }), true)
  await assert.rejects(build(manifest({ rego_version: 0 })), refused(/authz\.rego:3/))
  await build(manifest({ rego_version: 0, file_rego_versions: { '*authz*': 1 } }))
  await assert.rejects(
    build(manifest({ file_rego_versions: { '/[': 0 } })),
    refused(/pattern "\/\["/),
  )
})

test('nothing may be defined outside of the roots of the manifest', async () => {
  const rooted = (roots: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    build({ ...good, ...more, '.manifest': JSON.stringify({ roots }) })
  await rooted(['authz', 'readers'])
  await rooted([''])
  await assert.rejects(rooted(['readers']), refused(/package `authz` of `authz\.rego` is outside/))
  await assert.rejects(rooted(['authz']), refused(/`data\.readers` is outside of the roots/))
  await assert.rejects(rooted(['authz/x', 'readers']), refused(/package `authz`/))
  const deep = { 'a/b/data.json': '{"c": 1}' }
  await rooted(['authz', 'readers', 'a/b'], deep)
  await rooted(['authz', 'readers', 'a/b/c'], deep)
  await assert.rejects(rooted(['authz', 'readers', 'a/b/d'], deep), refused(/`data\.a\.b\.c`/))
  await assert.rejects(rooted(['authz', 'readers', 'a/bc'], deep), refused(/`data\.a/))
})

test('kinds of bundles that would mean something else are refused', async () => {
  await assert.rejects(build({ ...good, 'patch.json': '{}' }), refused(/delta bundle/))
  await assert.rejects(build({ ...good, '.manifest.pb': '' }), refused(/must be `\.manifest`/))
  await assert.rejects(build({ ...good, 'a/.manifest': '{}' }), refused(/must be `\.manifest`/))
})

test('data that is nested without end is refused', async () => {
  const nested = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`
  await assert.rejects(build({ ...good, 'more/data.json': nested }), refused(/nested too deeply/))
})

test('nothing of a bundle is read before its signature holds', async () => {
  const files = await unpackBundle(readFixture('signed-RS256.tar.gz'), 1024 * 1024)
  const rules = { entrypoints: ['authz/decision'], signature: { keys: checkKeys([rsaKey]) } }
  assert.equal((await buildRevision(files, rules)).id, '2026-03-02')
  const path = [...files.keys()].find((name) => name.endsWith('authz.rego')) ?? assert.fail()
  const changed = new Map(files).set(path, Buffer.from('no rego at all'))
  await assert.rejects(buildRevision(changed, rules), refused(/is not as it was signed/))
})
