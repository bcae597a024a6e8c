import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverRows, findGaps } from './coverage.ts'
import { parseRows } from './parse-rows.ts'
import { renderCoverage } from './render-coverage.ts'

const list = parseRows(
  [
    '## Areas that wait',
    '| Area | Why |',
    '| --- | --- |',
    '| mail | No mail yet. |',
    '## Things',
    'RFC 1',
    '| Row | P | Where | Requirement | Scope |',
    '| --- | --- | --- | --- | --- |',
    '| AA-01 | 1 | §1 | The first holds | now |',
    '| AA-02 | 1 | §2 | The second holds | now |',
    '| AA-04 | 1 | §4 | The fourth holds | now |',
    '| AA-05 | 2 | §5 | The fifth holds | now |',
    '| AA-06 | 1 | §6 | The sixth holds | untested: takes an hour |',
    '| BB-01 | 1 | §7 | Mail is sent | later: mail |',
    '| BB-02 | 1 | §8 | Faxes are sent | not ours: no fax |',
    '## Attacks on things',
    '| Attack | What is tried | Scope |',
    '| --- | --- | --- |',
    '| C01 | A thing taken twice | now |',
    '| C02 | A thing sent by mail | later: mail |',
    '',
  ].join('\n'),
)

function cover(...names: readonly string[]) {
  const citations = names.map((name) => ({ ids: name.slice(0, name.indexOf(':')), name }))
  return coverRows(list, new Map([['test/a.test.ts', citations]]))
}

test('a row of priority 1 in scope without a test is a gap, others are not', () => {
  assert.deepEqual(findGaps(cover('C01: it holds', 'AA-01: it holds', 'AA-02: it holds')), [
    'AA-04 has priority 1, is in scope, and no test cites it: The fourth holds',
  ])
  assert.deepEqual(findGaps(cover('C01, AA-01, AA-02, AA-04: they hold')), [])
})

test('an attack in scope without a test is a gap, others are not', () => {
  assert.deepEqual(findGaps(cover('AA-01 to AA-04: they hold')), [
    'C01 is an attack in scope, and no test cites it: A thing taken twice',
  ])
  assert.deepEqual(findGaps(cover('AA-01 to AA-04, C01: they hold')), [])
})

test('a range cites every row from its first to its last', () => {
  const { tests } = cover('AA-01 to AA-05: they hold')
  assert.deepEqual([...tests.keys()], ['AA-01', 'AA-02', 'AA-04', 'AA-05'])
})

test('an id that is not listed is a gap, unless it is of no family that is', () => {
  const control = cover('AA-01 to AA-04, C01, B01 UTF-16: they hold')
  assert.deepEqual(findGaps(control), [])
  for (const [ids, strange] of [
    ['AA-03', 'AA-03'],
    ['AA-01 to AA-03', 'AA-03'],
    ['AA-01 to BB-01', 'BB-01'],
    ['C03', 'C03'],
  ]) {
    const [first] = findGaps(cover(`${ids}: they hold`))
    assert.match(
      first ?? '',
      new RegExp(`^test/a.test.ts: .* cites ${strange}, which .* does not list`),
    )
  }
})

test('a row that is listed as untested and has a test is a gap', () => {
  const [gap] = findGaps(cover('AA-01 to AA-04, C01: they hold', 'AA-06: it holds'))
  assert.match(gap ?? '', /^AA-06 is listed as untested/)
})

test('the page counts rows and attacks, links tests, and says why the others have none', () => {
  const page = renderCoverage(cover('AA-01: the <first> | holds'))
  for (const line of [
    '| Priority 1 | 6 | 4 | 1 | 3 | 1 | 1 |',
    '| Priority 2 | 1 | 1 | 0 | 1 | 0 | 0 |',
    '| All rows | 7 | 5 | 1 | 4 | 1 | 1 |',
    '| Attacks | 2 | 1 | 0 | 1 | 1 | 0 |',
    'In scope and not shown: AA-02, AA-04, AA-05, AA-06, C01.',
    '| AA-01 | 1 | §1 | The first holds | [test/a](../../test/a.test.ts): “AA-01: the \\<first\\> \\| holds” |',
    '| AA-02 | 1 | §2 | The second holds | **Not shown yet.** |',
    '| AA-06 | 1 | §6 | The sixth holds | _Not shown: takes an hour._ |',
    '| BB-01 | 1 | §7 | Mail is sent | _Later: mail._ |',
    '| BB-02 | 1 | §8 | Faxes are sent | _Not ours: no fax._ |',
    '| C01 | A thing taken twice | **Not shown yet.** |',
    '| C02 | A thing sent by mail | _Later: mail._ |',
    '| mail | No mail yet. | BB-01, C02 |',
  ]) {
    assert.ok(page.split('\n').includes(line), line)
  }
})
