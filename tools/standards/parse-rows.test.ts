import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { allAttacks, allRows, parseRows } from './parse-rows.ts'

const root = join(import.meta.dirname, '../..')

const heading = '| Row | P | Where | Requirement | Scope |\n| --- | --- | --- | --- | --- |'

function listOf(...rows: readonly string[]) {
  return parseRows(
    [
      '# Rows',
      'about `| Row |`',
      '## Areas that wait',
      '| Area | Why |',
      '| --- | --- |',
      '| status lists | Not yet. |',
      '## Tokens',
      '',
      'RFC 1',
      '',
      heading,
      ...rows,
      '',
    ].join('\n'),
  )
}

test('a list is read in order, with each kind of scope', () => {
  const list = listOf(
    '| AA-01 | 1 | §1 | One thing | now |',
    '| AA-02 | 2 | §2 | Another | later: status lists |',
    '| AA-03 | 3 | §3 | A third | untested: takes an hour |',
    '| AA-04 | 1 | §4 | A fourth | not ours: no such thing here |',
  )
  assert.deepEqual([...list.areas], [['status lists', 'Not yet.']])
  assert.equal(list.sections.length, 1)
  assert.equal(list.sections[0]?.title, 'Tokens')
  assert.equal(list.sections[0]?.standard, 'RFC 1')
  assert.deepEqual(
    allRows(list).map(({ id, priority, scope }) => [id, priority, scope]),
    [
      ['AA-01', 1, { kind: 'now' }],
      ['AA-02', 2, { kind: 'later', area: 'status lists' }],
      ['AA-03', 3, { kind: 'untested', reason: 'takes an hour' }],
      ['AA-04', 1, { kind: 'not ours', reason: 'no such thing here' }],
    ],
  )
})

for (const [what, row, message] of [
  ['a scope without its reason', '| AA-01 | 1 | §1 | Thing | untested: |', /the scope of AA-01/],
  ['an unknown scope', '| AA-01 | 1 | §1 | Thing | soon |', /the scope of AA-01/],
  ['an area that is not in the table', '| AA-01 | 1 | §1 | Thing | later: mail |', /later: mail/],
  ['another priority', '| AA-01 | 0 | §1 | Thing | now |', /the priority of AA-01/],
  ['a cell too few', '| AA-01 | 1 | Thing | now |', /AA-01` has 4 cells/],
  ['an empty requirement', '| AA-01 | 1 | §1 |  | now |', /AA-01 has an empty cell/],
  ['an id of another form', '| AA1 | 1 | §1 | Thing | now |', /`AA1` is no id/],
] as const) {
  test(`a row with ${what} is refused, and named`, () => {
    assert.throws(() => listOf(row), message)
  })
}

const attackTable = [
  '## Attacks on tokens',
  '',
  '| Attack | What is tried | Scope |',
  '| --- | --- | --- |',
].join('\n')

test('attacks are read beside the rows, with the same kinds of scope', () => {
  const list = listOf(
    '| AA-01 | 1 | §1 | One thing | now |',
    attackTable,
    '| B01 | A token twice | now |',
    '| B02 | A list of tokens | later: status lists |',
  )
  assert.deepEqual(list.attackSections, [
    {
      title: 'Attacks on tokens',
      attacks: [
        { id: 'B01', attempt: 'A token twice', scope: { kind: 'now' } },
        {
          id: 'B02',
          attempt: 'A list of tokens',
          scope: { kind: 'later', area: 'status lists' },
        },
      ],
    },
  ])
})

for (const [what, attack, message] of [
  ['no attempt', '| B01 |  | now |', /attack B01 has an empty cell/],
  ['no scope', '| B01 | A token twice |  |', /the scope of B01/],
  ['an id of a row', '| BB-01 | A token twice | now |', /`BB-01` is no id of an attack/],
  ['a cell too many', '| B01 | 1 | A token twice | now |', /`B01` has 4 cells/],
] as const) {
  test(`an attack with ${what} is refused, and named`, () => {
    assert.throws(() => listOf(attackTable, attack), message)
  })
}

test('a row that is listed twice is refused', () => {
  const row = '| AA-01 | 1 | §1 | Thing | now |'
  assert.throws(() => listOf(row, row), /AA-01 is listed twice/)
})

const list = parseRows(readFileSync(join(root, 'docs/standards/rows.md'), 'utf8'))

test('every area of the list waits for something', () => {
  const waited = new Set(
    [...allRows(list), ...allAttacks(list)].flatMap(({ scope }) =>
      scope.kind === 'later' ? [scope.area] : [],
    ),
  )
  assert.deepEqual(
    [...list.areas.keys()].filter((area) => !waited.has(area)),
    [],
  )
})

const yardstick = join(root, '../shared/standards/STANDARDS.md')
const skip = existsSync(yardstick) ? false : 'no STANDARDS.md beside this clone to compare with'

test('the list has every row of the yardstick beside it, with its priority', { skip }, () => {
  const theirs = readFileSync(yardstick, 'utf8').matchAll(/^\| ([A-Z][A-Z0-9]+-\d\d) \| (\d) \|/gm)
  assert.deepEqual(
    allRows(list)
      .map((row) => `${row.id} ${row.priority}`)
      .sort(),
    [...theirs].map(([, id, priority]) => `${id} ${priority}`).sort(),
  )
})

const attackYardstick = join(root, '../shared/standards/ATTACKS.md')
const skipAttacks = existsSync(attackYardstick) ? false : 'no ATTACKS.md beside this clone'

test('the list has every attack of its groups beside it', { skip: skipAttacks }, () => {
  const attacks = allAttacks(list).map(({ id }) => id)
  const groups = new Set(attacks.map((id) => id.slice(0, 1)))
  const theirs = readFileSync(attackYardstick, 'utf8').matchAll(/^\| ([A-Z]\d\d) \|/gm)
  assert.deepEqual(
    attacks.toSorted(),
    [...theirs].map(([, id = '']) => id).filter((id) => groups.has(id.slice(0, 1))),
  )
})
