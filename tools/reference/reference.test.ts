import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { parseSources } from '../typescript/parse-sources.ts'
import { readOptionTypes, undocumented } from './options.ts'
import { type Reference, readReference } from './read-reference.ts'
import { renderAuditEvents } from './render-audit-events.ts'
import { renderCommands } from './render-commands.ts'
import { renderConfiguration } from './render-configuration.ts'
import { renderEndpoints } from './render-endpoints.ts'
import { renderErrors } from './render-errors.ts'
import { renderGuardOptions } from './render-guard-options.ts'

const reference: Reference = readReference(join(import.meta.dirname, '../..'))

test('every key of the configuration says what it is', () => {
  assert.ok(reference.configuration.interfaces.length >= 9)
  assert.deepEqual(undocumented(reference.configuration), [])
})

test('every option of the guard and of its routes says what it is', () => {
  const names = reference.guardOptions.interfaces.map(({ name }) => name)
  for (const name of [
    'GuardOptions',
    'RouteOptions',
    'CorsOptions',
    'ToolContext',
    'GuardPortsSettings',
    'SqlitePortsOptions',
    'StorePortsOptions',
    'AuthorityPortsOptions',
  ])
    assert.ok(names.includes(name))
  assert.deepEqual(undocumented(reference.guardOptions), [])
})

test('every code of a closed table has its line on the page of errors, with a meaning', () => {
  const { errors } = reference
  const lines = renderErrors(errors).split('\n')
  const unions = [...errors.credentials, ...errors.tokenRefusals]
  const codes = [
    ...[errors.authorization, errors.pages, errors.token, errors.recorded, errors.answers].flatMap(
      (table) => Object.keys(table),
    ),
    ...unions.map(({ type }) => type.slice(1, -1)),
  ]
  assert.ok(codes.length > 60)
  for (const code of codes) {
    const line = lines.find((candidate) => candidate.startsWith(`| \`${code}\` |`))
    assert.match(line ?? '', /\| [^|]*\w[^|]*[.`)] \|$/, `\`${code}\` has no meaning`)
  }
})

test('every endpoint has its line, and types are shown without what only several lines need', () => {
  const page = renderEndpoints(reference.endpoints)
  for (const path of Object.keys(reference.endpoints))
    assert.match(page, new RegExp(`^\\| \`${path}\` \\| .+ \\| .+ \\| .+\\. \\|`, 'm'))
  const types = [reference.configuration, reference.guardOptions].flatMap(({ interfaces }) =>
    interfaces.flatMap(({ members }) => members.map(({ type }) => type)),
  )
  assert.deepEqual(
    types.filter((type) => /\( ?\||\( | \)/.test(type)),
    [],
  )
})

test('every part of the configuration that the reference names has a type to import', () => {
  const index = readFileSync(
    join(import.meta.dirname, '../../packages/sallyport/src/index.ts'),
    'utf8',
  )
  for (const { name } of reference.configuration.interfaces)
    assert.match(index, new RegExp(`\\btype ${name}\\b`), name)
})

test('every type of audit event has its line, with outcomes and fields', () => {
  const page = renderAuditEvents(reference.auditEvents)
  for (const type of Object.keys(reference.auditEvents)) {
    assert.match(page, new RegExp(`^\\| \`${type}\` \\| .+ \\| \`.+\` \\| \`.+\` \\|$`, 'm'))
  }
})

test('every command has its place, groups before what is in them', () => {
  const page = renderCommands(reference.program)
  const [group, inner] = [
    page.indexOf('\n## sallyport users\n'),
    page.indexOf('\n### sallyport users add\n'),
  ]
  assert.ok(group > 0 && inner > group)
  for (const command of ['dev', 'serve', 'revoke']) {
    assert.ok(page.includes(`\n## sallyport ${command}\n`))
  }
})

test('a command is described with its arguments, choices and defaults', () => {
  const program = new Command('shop').description('sells')
  program
    .command('sell')
    .description('sell one')
    .argument('[what]', 'default: bread')
    .requiredOption('--to <name>', 'who buys')
    .option('--price <sum>', 'for how much', '3')
    .option('--bag <kind>', 'in what (default: paper)')
  const page = renderCommands(program)
  for (const line of [
    '`shop sell [what]`',
    '| `[what]` | bread |  |',
    '| `--to <name>` | _required_ | Who buys. |',
    '| `--price <sum>` | `3` | For how much. |',
    '| `--bag <kind>` | paper | In what. |',
  ]) {
    assert.ok(page.split('\n').includes(line), line)
  }
})

const shop = readOptionTypes(
  parseSources(
    new Map([
      [
        'shop/define-shop.ts',
        `export interface ConfigurationInput {
          /** Where. Default: \`127.0.0.1\`. */
          readonly place?: string
          readonly kind: Kind
          /** What is sold. */
          readonly goods?: readonly GoodsInput[]
        }
        export interface GoodsInput {
          /** What it is. */
          readonly name: Name
        }
        export interface Hidden { readonly name: string }`,
      ],
      [
        'words/kind.ts',
        `export type Kind = 'bread' | 'milk'\nexport interface WordsInput { a: 1 }`,
      ],
    ]),
  ),
  'shop',
  ['Input'],
)

test('a key is described with its type spelled out, its default, and a link to what it is made of', () => {
  const page = renderConfiguration(shop).split('\n')
  for (const line of [
    '| `place` | `string` | `127.0.0.1` | Where. |',
    "| `kind` | `'bread' \\| 'milk'` | _required_ |  |",
    '| `goods` | [`GoodsInput[]`](#goods) |  | What is sold. |',
    '## goods',
    '| `name` | `Name` | _required_ | What it is. |',
  ]) {
    assert.ok(page.includes(line), line)
  }
  assert.ok(!page.some((line) => line.includes('Hidden') || line.includes('WordsInput')))
})

test('a key that says nothing of itself is named', () => {
  assert.deepEqual(undocumented(shop), ['ConfigurationInput.kind'])
})

test('options are in one place each: those of the guard, those of a route, then the others', () => {
  const headings = renderGuardOptions(reference.guardOptions).match(/^## .+$/gm) ?? []
  assert.deepEqual(headings.slice(0, 2), ['## GuardOptions', '## RouteOptions'])
  assert.equal(new Set(headings).size, headings.length)
})
