import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { unpackBundle } from '../../src/bundle/unpack-bundle.ts'
import { buildRevision } from '../../src/revision/build-revision.ts'
import { loadWasmPolicy } from '../../src/revision/wasm-policy.ts'
import type { SourceFiles } from '../../src/source/source-files.ts'
import { ask } from '../support/ask.ts'
import { readFixture } from '../support/fixtures.ts'

const entrypoints = ['authz/decision']
let files: SourceFiles
let wasm: Uint8Array

before(async () => {
  files = await unpackBundle(readFixture('wasm.tar.gz'), 1024 * 1024)
  wasm = files.get('policy.wasm') ?? assert.fail()
})

const without = (...paths: readonly string[]) =>
  new Map([...files].filter(([path]) => !paths.includes(path)))
const manifest = (value: object) =>
  new Map(files).set('.manifest', Buffer.from(JSON.stringify(value)))
const refused = (message: RegExp) => ({ name: 'PoliciesRefused', message })

test('a bundle of WebAssembly decides over its data', async () => {
  const revision = await buildRevision(files, { entrypoints })
  assert.equal(revision.id, 'wasm-1')
  const decide = (id: string) => revision.evaluate('authz/decision', ask(id))
  assert.deepEqual(decide('alice'), { allow: true, reasons: ['a reader'] })
  assert.deepEqual(decide('bob'), { allow: false, reasons: ['nothing allows it'] })
  const other = new Map(files).set('data.json', Buffer.from('{"people":{"readers":["bob"]}}'))
  const changed = await buildRevision(other, { entrypoints })
  assert.deepEqual(changed.evaluate('authz/decision', ask('bob')), decide('alice'))
})

test('a `policy.wasm` alone answers its own entry points, and no others', async () => {
  const alone = new Map([['policy.wasm', wasm]])
  const revision = await buildRevision(alone, { entrypoints })
  assert.deepEqual(revision.evaluate('authz/decision', ask('alice')), {
    allow: false,
    reasons: ['nothing allows it'],
  })
  await assert.rejects(buildRevision(alone, { entrypoints: ['authz/allow'] }), /authz\/allow/)
})

test('a manifest must name the entry points that are there', async () => {
  const resolver = { entrypoint: 'authz/decision', module: '/policy.wasm' }
  await buildRevision(manifest({ wasm: [resolver] }), { entrypoints })
  for (const wrong of [
    [{ ...resolver, entrypoint: 'authz/allow' }],
    [{ ...resolver, module: '/other/policy.wasm' }],
    [resolver, resolver],
  ]) {
    const built = buildRevision(manifest({ wasm: wrong }), { entrypoints })
    await assert.rejects(built, refused(/where it is not/))
  }
  await assert.rejects(
    buildRevision(manifest({ wasm: [resolver], roots: ['other'] }), { entrypoints }),
    refused(/outside of the roots/),
  )
  await assert.rejects(buildRevision(without('policy.wasm'), { entrypoints }), /where it is not/)
})

test('what is no WebAssembly, or none of a policy, is refused', async () => {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
  await assert.rejects(loadWasmPolicy('policy.wasm', empty, {}), refused(/opa build -t wasm/))
  for (const content of [Buffer.from('package a'), wasm.subarray(0, 1000), new Uint8Array()]) {
    await assert.rejects(loadWasmPolicy('a.wasm', content, {}), refused(/`a\.wasm` cannot be used/))
  }
})

test('without the package of OPA it says which to install', async () => {
  const missing = () => Promise.reject(new Error('Cannot find package'))
  await assert.rejects(
    loadWasmPolicy('policy.wasm', wasm, {}, missing),
    refused(/npm install @open-policy-agent\/opa-wasm/),
  )
})

test('an evaluation that fails is an error, and the next one is as good as new', async () => {
  const policy = await loadWasmPolicy('policy.wasm', wasm, { people: { readers: ['alice'] } })
  const cycle: { inner?: unknown } = {}
  cycle.inner = cycle
  for (const input of [cycle, { n: 1n }]) {
    assert.throws(() => policy.evaluate('authz/decision', input), /in WebAssembly failed/)
  }
  assert.throws(() => policy.evaluate('authz/none', {}), /not valid in this instance/)
  assert.deepEqual(policy.evaluate('authz/decision', ask('alice')), {
    allow: true,
    reasons: ['a reader'],
  })
})
