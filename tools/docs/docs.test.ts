import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { readReference } from '../reference/read-reference.ts'
import { checkCommands } from './check-commands.ts'
import { checkLinks } from './check-links.ts'
import { fillPages } from './fill-pages.ts'
import { fillSnippets, hasSnippets } from './fill-snippets.ts'
import { findStale } from './find-stale.ts'
import { takeRegion } from './take-region.ts'

const root = join(import.meta.dirname, '../..')
const pages = new Map(
  globSync(['*.md', 'docs/**/*.md'], { cwd: root }).map((path) => [
    path,
    readFileSync(join(root, path), 'utf8'),
  ]),
)

test('code in the docs is what its file says', () => {
  const filled = fillPages(root)
  assert.ok(filled.size >= 1)
  assert.deepEqual(findStale(root, filled), [], 'run `npm run docs`')
})

test('code in learn, in the guides and in the README comes from files', () => {
  for (const [path, text] of pages) {
    if (!/^(README|docs\/(learn|guides)\/.*)\.md$/.test(path)) continue
    const byHand = [...text.matchAll(/^(.*)\n```(?:ts|json)$/gm)].filter(
      ([, before = '']) => !hasSnippets(before),
    )
    assert.deepEqual(byHand, [], path)
  }
})

test('the map of the docs leads to every page of learn and of the guides', () => {
  const map = pages.get('docs/README.md') ?? ''
  const missing = [...pages.keys()]
    .filter((path) => /^docs\/(learn|guides)\//.test(path))
    .filter((path) => !map.includes(`(${path.slice('docs/'.length)})`))
  assert.deepEqual(missing, [])
})

test('every link in the docs leads somewhere', () => {
  assert.deepEqual(
    checkLinks(pages, (path) => existsSync(join(root, path))),
    [],
  )
})

test('every command in the docs is one that the command line knows', () => {
  const { program } = readReference(root)
  const wrong = [...pages].flatMap(([path, text]) => checkCommands(path, text, program))
  assert.deepEqual(wrong, [])
})

test('no recipe of the docs makes a secret that a tool could send wrongly (RFC 6749 §2.3.1)', () => {
  const recipes = [...pages].flatMap(([path, text]) =>
    [...text.matchAll(/openssl rand (\S+)/g)].map(([, format]) => ({ path, format })),
  )
  assert.ok(recipes.length >= 2)
  assert.deepEqual(
    recipes.filter(({ format }) => format !== '-hex'),
    [],
  )
})

const source = `import { door } from 'house'

export function open() {
  // #region open
  if (door.isOpen) {
    // #region look
    return 'open'
    // #endregion
  }

  return door
  // #endregion
}
`
const readSource = (path: string) => (path === 'src/door.ts' ? source : undefined)
const block = (reference: string, text = 'old', before = '') =>
  `# Doors\n\n${before}<!-- from ${reference} -->\n\`\`\`ts\n${text}\n\`\`\`\n\nMore.\n`

test('a block is filled from a region, less the indentation and the marks of regions', () => {
  const code = "if (door.isOpen) {\n  return 'open'\n}\n\nreturn door"
  const filled = fillSnippets(block('src/door.ts#open'), readSource)
  assert.equal(filled, block('src/door.ts#open', code))
  assert.equal(fillSnippets(filled, readSource), filled)
  assert.equal(takeRegion(source, 'look'), "return 'open'")
  assert.equal(takeRegion(source), source.replaceAll(/ *\/\/ #.*\n/g, '').trim())
})

test('blocks without a marker stay as they are', () => {
  const page = '# Doors\n\n```ts\nmine\n```\n'
  assert.equal(hasSnippets(page), false)
  assert.equal(fillSnippets(page, readSource), page)
  const mixed = block('src/door.ts#look', 'old', '```sh\nmine\n```\n\n')
  assert.ok(fillSnippets(mixed, readSource).startsWith('# Doors\n\n```sh\nmine\n```\n'))
})

test('a marker that names nothing, or that no block follows, is refused', () => {
  for (const [page, message] of [
    [block('src/window.ts'), /`src\/window\.ts`: there is no such file/],
    [block('src/door.ts#close'), /`src\/door\.ts#close`: the file has no such region/],
    ['<!-- from src/door.ts -->\n\ntext\n', /a block of code must follow the marker/],
    ['<!-- from src/door.ts -->\n```ts\nnever closed\n', /a block of code must follow/],
  ] as const) {
    assert.throws(() => fillSnippets(page, readSource), message)
  }
})

test('links to missing pages and headings are named, others are not', () => {
  const known = new Map([
    [
      'a.md',
      '[b](docs/b.md#the-door) [c](docs/c.md) [web](https://example.com) [here](#top)\n# Top',
    ],
    ['docs/b.md', '# The `door`!\n[a](../a.md) [bad](#window)\n```\n# Window\n[code](x)\n```'],
  ])
  assert.deepEqual(
    checkLinks(known, (path) => known.has(path)),
    [
      'a.md: `docs/c.md` leads nowhere',
      'docs/b.md: `#window`: the page has no such heading',
    ].sort(),
  )
  assert.deepEqual(
    checkLinks(new Map([['a.md', '[b](docs/b.md#the-door)']]), () => true),
    [],
  )
})

test('commands and options that do not exist are named, others are not', () => {
  const program = new Command('sallyport')
  program.command('users').command('add').argument('<name>').option('--role <role...>')
  program.command('serve').option('--config <file>')
  const wrongOf = (text: string) => checkCommands('a.md', text, program)
  for (const fine of ['users add al --role x', 'users', 'users …', 'serve --config a.ts', '…']) {
    assert.deepEqual(wrongOf(`run \`npx sallyport ${fine}\` now`), [], fine)
  }
  assert.deepEqual(wrongOf('`npx sallyport users sell al`'), [
    'a.md: `npx sallyport users sell al`: there is no command `sell`',
  ])
  assert.deepEqual(wrongOf('```sh\nnpx sallyport serve --quick  # at once\n```'), [
    'a.md: `npx sallyport serve --quick`: there is no option `--quick`',
  ])
})
