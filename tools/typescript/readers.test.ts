import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSources } from './parse-sources.ts'
import { readAliases } from './read-aliases.ts'
import { readInterfaces } from './read-interfaces.ts'

function parse(...lines: readonly string[]) {
  const file = parseSources(new Map([['src/some.ts', lines.join('\n')]])).get('src/some.ts')
  assert.ok(file)
  return file
}

test('an interface is read with the comments, types and question marks of its members', () => {
  const file = parse(
    `import type { Far } from './nowhere.ts'`,
    '/** What a shop',
    ' * is told. */',
    'export interface ShopInput {',
    '  /**',
    '   * Where it is.',
    '   * Default: `here`.',
    '   * @see RFC 1',
    '   */',
    '  readonly place?: string',
    '  // no doc comment',
    '  readonly goods: readonly (',
    `    | 'bread'`,
    '    | Far',
    '  )[]',
    '  /** Lets people in. */',
    '  open(): void',
    '  readonly sell: (',
    '    what: string,',
    '    to: Far,',
    '  ) => Far',
    '}',
  )
  assert.deepEqual(readInterfaces(file), [
    {
      name: 'ShopInput',
      doc: 'What a shop is told.',
      members: [
        {
          name: 'place',
          optional: true,
          type: 'string',
          doc: 'Where it is. Default: `here`. See RFC 1.',
        },
        { name: 'goods', optional: false, type: `readonly ('bread' | Far)[]`, doc: '' },
        { name: 'open', optional: false, type: '() => void', doc: 'Lets people in.' },
        { name: 'sell', optional: false, type: '(what: string, to: Far) => Far', doc: '' },
      ],
    },
  ])
})

test('a union is read with the comment of each member, a comment never slips to the next', () => {
  const file = parse(
    '/** Why. */',
    'export type Reason =',
    '  /** The first. */',
    `  | 'one'`,
    `  | 'two'`,
    '  /** The third',
    '   * of three. */',
    `  | 'three'`,
    'export type Name = string',
  )
  assert.deepEqual(readAliases(file), [
    {
      name: 'Reason',
      doc: 'Why.',
      type: `'one' | 'two' | 'three'`,
      members: [
        { type: `'one'`, doc: 'The first.' },
        { type: `'two'`, doc: '' },
        { type: `'three'`, doc: 'The third of three.' },
      ],
    },
    { name: 'Name', doc: '', type: 'string', members: [] },
  ])
})

test('sources are told apart by their paths', () => {
  const files = parseSources(
    new Map([
      ['a.ts', 'export type A = 1'],
      ['b/a.ts', 'export type B = 2'],
    ]),
  )
  assert.deepEqual(
    [...files].map(([path, file]) => [path, readAliases(file).map(({ name }) => name)]),
    [
      ['a.ts', ['A']],
      ['b/a.ts', ['B']],
    ],
  )
})
