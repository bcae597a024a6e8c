import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'

const root = join(import.meta.dirname, '..')
const source = readFileSync(join(root, 'tools/require-node.cjs'), 'utf8')

interface Manifest {
  readonly name: string
  readonly engines?: { readonly node?: string }
  readonly scripts?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
}

/** What the preload does on a Node of that version. */
function startOn(version: string) {
  const seen: { exitCode?: number; printed: string } = { printed: '' }
  const exit = (code: number) => {
    seen.exitCode = code
  }
  runInNewContext(source, {
    process: { versions: { node: version }, execPath: '/opt/node', exit },
    console: {
      error: (text: string) => {
        seen.printed += text
      },
    },
  })
  return seen
}

test('a Node that is too old is told so and stopped', () => {
  for (const version of ['8.17.0', '20.20.2', '24.6.9']) {
    const { exitCode, printed } = startOn(version)
    assert.equal(exitCode, 1, version)
    assert.ok(
      printed.startsWith(`this needs Node 24.7 or newer, and runs on ${version} (/opt/node)`),
    )
  }
})

test('a Node that is new enough starts in silence', () => {
  for (const version of ['24.7.0', '24.21.0', '25.0.0', '26.1.0-nightly']) {
    assert.deepEqual(startOn(version), { printed: '' }, version)
  }
})

test('the pinned Node is new enough, and packages that state one state the same', () => {
  const pinned = readManifest('.').devDependencies?.node
  assert.deepEqual(startOn(pinned ?? '0.0.0'), { printed: '' })
  const stated = readdirSync(join(root, 'packages'))
    .map((name) => readManifest(`packages/${name}`))
    .filter((manifest) => manifest.engines?.node !== undefined)
  assert.ok(stated.some((manifest) => manifest.name === '@sallyport/authority'))
  for (const { name, engines } of stated) assert.equal(engines?.node, '>=24.7', name)
})

test('every script asks for the right Node before it does anything', () => {
  for (const [name, command] of Object.entries(readManifest('.').scripts ?? {})) {
    assert.match(command, /^node (--require \.\/)?tools\/require-node\.cjs\b/, name)
  }
})
