import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWithin, noManifest, parseManifest } from '../../src/bundle/parse-manifest.ts'

const parse = (manifest: unknown) =>
  parseManifest(Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest)))

test('a manifest is read whole, its paths without slashes around', () => {
  assert.deepEqual(
    parse({
      revision: '7',
      roots: ['/http/authz/', 'roles'],
      wasm: [{ entrypoint: '/http/authz/allow/', module: '/policy.wasm', annotations: [] }],
      rego_version: 1,
      file_rego_versions: { '/b/*.rego': 0, '/a/*.rego': 1 },
      metadata: { by: 'somebody' },
      unknown: true,
    }),
    {
      revision: '7',
      roots: ['http/authz', 'roles'],
      wasm: [{ entrypoint: 'http/authz/allow', module: 'policy.wasm' }],
      regoVersion: 'v1',
      fileRegoVersions: new Map([
        ['/a/*.rego', 'v1'],
        ['/b/*.rego', 'v0'],
      ]),
    },
  )
})

test('what is missing, null or empty is as without a manifest', () => {
  assert.deepEqual(parse({}), noManifest)
  assert.deepEqual(parse({ revision: '', roots: null, wasm: null }), noManifest)
})

for (const [manifest, message] of [
  ['[]', /JSON object/],
  ['{', /JSON object/],
  ['{"roots":["a"],"roots":[""]}', /repeated names/],
  [{ revision: 7 }, /`revision`, which must be a text/],
  [{ roots: 'a' }, /`roots`/],
  [{ roots: [1] }, /`roots`/],
  [{ wasm: [{ entrypoint: 'a' }] }, /`wasm`/],
  [{ rego_version: 2 }, /`rego_version`, which must be 0 or 1/],
  [{ file_rego_versions: { a: 3 } }, /`file_rego_versions`/],
  [{ roots: ['a/b', 'a'] }, /overlapping roots, `a\/b` and `a`/],
  [{ roots: ['a', ''] }, /overlapping/],
  [{ roots: ['a', 'a'] }, /overlapping/],
] as const) {
  test(`the manifest ${JSON.stringify(manifest)} is refused`, () => {
    assert.throws(() => parse(manifest), { name: 'PoliciesRefused', message })
  })
}

test('roots that only begin alike do not overlap', () => {
  assert.deepEqual(parse({ roots: ['a/b', 'a/bc', 'ab'] }).roots, ['a/b', 'a/bc', 'ab'])
  assert.ok(isWithin('a', 'a/b') && isWithin('', 'a') && isWithin('a', 'a'))
  assert.ok(!isWithin('a', 'ab') && !isWithin('a/b', 'a'))
})
