import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { test } from 'node:test'
import { checkImports } from './check-imports.ts'
import { type PackageTable, packageTable } from './package-table.ts'
import { readTree } from './read-tree.ts'

const table: PackageTable = new Map([
  ['@sallyport/base', { ours: [], thirdParty: [], builtins: ['node:net'] }],
  ['@sallyport/middle', { ours: ['@sallyport/base/*'], thirdParty: ['jose'] }],
  ['@sallyport/top', { ours: ['@sallyport/base/*', '@sallyport/middle'], thirdParty: [] }],
])

/** A tree in which everything is allowed. */
const sound: Readonly<Record<string, string>> = {
  'packages/base/package.json': manifest('@sallyport/base', ['.', './peer'], []),
  'packages/base/src/index.ts': `export { peer } from './peer.ts'\n`,
  'packages/base/src/peer.ts': `import { isIP } from 'node:net'\nexport const peer = isIP\n`,
  'packages/middle/package.json': manifest(
    '@sallyport/middle',
    ['.', './deep'],
    ['@sallyport/base', 'jose'],
  ),
  'packages/middle/src/index.ts': [
    `import { peer } from '@sallyport/base/peer'`,
    `import type { JWK } from 'jose'`,
    `import { readFileSync } from 'node:fs'`,
    `export const all = [peer, readFileSync]`,
    `export type Key = JWK`,
    ``,
  ].join('\n'),
  'packages/middle/src/deep.ts': `export {}\n`,
  'packages/top/package.json': manifest(
    '@sallyport/top',
    ['.'],
    ['@sallyport/base', '@sallyport/middle'],
  ),
  'packages/top/src/index.ts': `export { all } from '@sallyport/middle'\n`,
  'examples/shop/package.json': manifest('shop', [], ['@sallyport/middle', 'express']),
  'examples/shop/src/start.ts': `import '@sallyport/middle/deep'\nimport 'express'\n`,
}

/** What the check says of the sound tree with some files replaced or added. */
function check(changed: Readonly<Record<string, string>>): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-imports-'))
  try {
    for (const [path, text] of Object.entries({ ...sound, ...changed })) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return checkImports(readTree(root), table)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function manifest(name: string, exports: readonly string[], dependencies: readonly string[]) {
  return JSON.stringify({
    name,
    exports: Object.fromEntries(exports.map((path) => [path, './src/x.ts'])),
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '1.0.0'])),
  })
}

test('a tree that follows the table passes', () => {
  assert.deepEqual(check({}), [])
})

test('an import that runs upwards is refused with file, line and what is allowed', () => {
  const wrong = check({
    'packages/base/package.json': manifest('@sallyport/base', ['.', './peer'], []),
    'packages/base/src/up.ts': `export const a = 1\nimport { all } from '@sallyport/middle'\n`,
  })
  assert.deepEqual(wrong.slice(0, 1), [
    'packages/base/src/up.ts:2: imports `@sallyport/middle`; @sallyport/base may import of ours nothing, of others nothing',
  ])
})

for (const [form, text] of [
  ['a type-only import', `import type { T } from '@sallyport/top'`],
  ['an import type', `export type T = import('@sallyport/top').T`],
  ['a dynamic import', `export const load = () => import('@sallyport/top')`],
  ['a dynamic import of a template', 'export const load = () => import(`@sallyport/top`)'],
  ['a side-effect import', `import '@sallyport/top'`],
  ['a re-export', `export { all as whole } from '@sallyport/top'`],
  ['a type re-export', `export type { T } from "@sallyport/top"`],
  ['an import over several lines', `import {\n  all,\n  type from,\n} from '@sallyport/top'`],
]) {
  test(`${form} counts as an import`, () => {
    const wrong = check({ 'packages/middle/src/up.ts': `${text}\n` })
    assert.ok(wrong.some((line) => line.startsWith('packages/middle/src/up.ts:1: imports `@sall')))
  })
}

test('words that only look like imports are not', () => {
  const wrong = check({
    'packages/middle/src/words.ts': [
      `// import { a } from '@sallyport/top'`,
      `/* export * from '@sallyport/top' */`,
      `export const text = \`\${{ a: 1 }.a} import '@sallyport/top' \${2} export * from '@sallyport/top'\``,
      `export const quoted = "import '@sallyport/top'"`,
      `export const pattern = /['"\`]/g`,
      `export const half = 4 / 2`,
      `export const options = { import: 1, from: '@sallyport/top' }`,
      `export const here = import.meta.url`,
      ``,
    ].join('\n'),
  })
  assert.deepEqual(wrong, [])
})

test('an import after a regular expression and a template is still seen', () => {
  const wrong = check({
    'packages/middle/src/late.ts': [
      'export const pattern = /[`]/',
      `export const text = \`a\${\`b\${1}\`}c\``,
      `import '@sallyport/top'`,
    ].join('\n'),
  })
  assert.match(wrong[0] ?? '', /^packages\/middle\/src\/late\.ts:3: /)
})

test('an entry point that the table withholds is refused, the one it grants is not', () => {
  const upper = manifest('@sallyport/top', ['.'], ['@sallyport/base', '@sallyport/middle'])
  const wrong = check({
    'packages/top/package.json': upper,
    'packages/top/src/deep.ts': `import '@sallyport/middle/deep'\nimport '@sallyport/middle'\n`,
  })
  assert.equal(wrong.length, 1)
  assert.match(wrong[0] ?? '', /deep\.ts:1: .*`@sallyport\/base\/\*`, `@sallyport\/middle`/)
})

test('a deep import past the entry points is refused', () => {
  const wrong = check({
    'packages/middle/src/past.ts': `import '@sallyport/base/src/peer.ts'\nimport '@sallyport/base'\n`,
  })
  assert.deepEqual(wrong, [
    'packages/middle/src/past.ts:1: imports `@sallyport/base/src/peer.ts`, which is no entry point; @sallyport/base exports `@sallyport/base`, `@sallyport/base/peer`',
  ])
})

test('a deep import by an example is refused as well', () => {
  const wrong = check({ 'examples/shop/src/past.ts': `import '@sallyport/middle/src/deep.ts'\n` })
  assert.match(wrong[0] ?? '', /^examples\/shop\/src\/past\.ts:1: .*no entry point/)
})

test('a relative path out of the package is refused', () => {
  const wrong = check({ 'packages/middle/src/out.ts': `import '../../base/src/peer.ts'\n` })
  assert.match(wrong[0] ?? '', /out\.ts:1: .*outside `packages\/middle\/src`/)
})

test('a package that names itself is refused', () => {
  const wrong = check({ 'packages/middle/src/self.ts': `import '@sallyport/middle'\n` })
  assert.match(wrong[0] ?? '', /self\.ts:1: imports its own package/)
})

test('an import that package.json does not declare is refused, in packages and examples', () => {
  const wrong = check({
    'packages/middle/package.json': manifest('@sallyport/middle', ['.', './deep'], ['jose']),
    'examples/shop/src/more.ts': `import 'pino'\n`,
  })
  assert.deepEqual(wrong, [
    'packages/middle/src/index.ts:1: imports `@sallyport/base/peer`, which packages/middle/package.json does not declare; add `@sallyport/base` there',
    'examples/shop/src/more.ts:1: imports `pino`, which examples/shop/package.json does not declare; add `pino` there',
  ])
})

test('a third-party package off the list is refused, imported or only declared', () => {
  const wrong = check({
    'packages/top/package.json': manifest('@sallyport/top', ['.'], ['@sallyport/middle', 'lodash']),
    'packages/top/src/more.ts': `import 'lodash/fp'\n`,
  })
  assert.equal(wrong.length, 2)
  assert.match(wrong[0] ?? '', /^packages\/top\/package\.json: depends on `lodash`; /)
  assert.match(wrong[1] ?? '', /^packages\/top\/src\/more\.ts:1: imports `lodash\/fp`; /)
})

test('a module of Node off the list is refused, one on it is not', () => {
  const wrong = check({ 'packages/base/src/disk.ts': `import 'node:fs'\nimport 'node:net'\n` })
  assert.deepEqual(wrong, [
    "packages/base/src/disk.ts:1: imports `node:fs`; of Node's modules, @sallyport/base may import `node:net`",
  ])
})

test('`export *` is refused, named exports are not', () => {
  const wrong = check({
    'packages/middle/src/barrel.ts': [
      `export * from './deep.ts'`,
      `export * as deep from './deep.ts'`,
      `export {} from './deep.ts'`,
    ].join('\n'),
  })
  assert.deepEqual(wrong, [
    'packages/middle/src/barrel.ts:1: re-exports everything of `./deep.ts`; name what is exported',
    'packages/middle/src/barrel.ts:2: re-exports everything of `./deep.ts`; name what is exported',
  ])
})

test('files in a circle are refused, type-only imports included', () => {
  const chain = { 'packages/middle/src/a.ts': `import './b/c.ts'\n` }
  assert.deepEqual(check({ ...chain, 'packages/middle/src/b/c.ts': `export {}\n` }), [])
  const wrong = check({
    ...chain,
    'packages/middle/src/b/c.ts': `import type { A } from '../a.ts'\n`,
  })
  assert.deepEqual(wrong, [
    'packages/middle/src/a.ts: files in a circle: a.ts -> b/c.ts -> a.ts; move what both need into a third',
  ])
})

test('packages in a circle are refused, even where each step were allowed', () => {
  const shop = manifest('shop', ['.'], ['stall'])
  const stall = manifest('stall', ['.'], ['shop'])
  const control = check({
    'examples/shop/package.json': manifest('shop', ['.'], ['@sallyport/middle', 'express']),
    'examples/stall/package.json': stall,
  })
  assert.deepEqual(control, [])
  const wrong = check({
    'examples/shop/package.json': shop,
    'examples/shop/src/start.ts': `import 'stall'\n`,
    'examples/stall/package.json': stall,
    'examples/stall/src/start.ts': `import 'shop'\n`,
  })
  assert.deepEqual(wrong, ['packages in a circle: shop -> stall -> shop; take one as a port'])
})

test('a package without a row is refused', () => {
  const wrong = check({ 'packages/extra/package.json': manifest('@sallyport/extra', ['.'], []) })
  assert.deepEqual(wrong, [
    'packages/extra/package.json: `@sallyport/extra` has no row in the table of packages',
  ])
})

const repository = readTree(join(import.meta.dirname, '../..'))

test('the words of protocol run in a browser: its main entry point reaches no module of Node', () => {
  const protocol = repository.packages.find((pkg) => pkg.name === '@sallyport/protocol')
  const reachedFrom = (entry: string) => {
    const files = [entry]
    const others = new Set<string>()
    for (const path of files) {
      for (const { specifier } of protocol?.files.find((file) => file.path === path)?.imports ??
        []) {
        const target = posix.join(posix.dirname(path), specifier)
        if (!specifier.startsWith('.')) others.add(specifier)
        else if (!files.includes(target)) files.push(target)
      }
    }
    return { files: files.length, others: [...others] }
  }
  const main = reachedFrom('packages/protocol/src/index.ts')
  assert.ok(main.files > 5)
  assert.deepEqual(main.others, [])
  assert.deepEqual(reachedFrom('packages/protocol/src/peer/peer.ts').others, ['node:net'])
})

test('the repository itself passes', () => {
  assert.ok(repository.packages.length >= 10)
  assert.deepEqual(checkImports(repository, packageTable), [])
})
