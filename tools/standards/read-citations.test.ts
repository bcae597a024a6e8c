import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSources } from '../typescript/parse-sources.ts'
import { readCitations } from './read-citations.ts'

function citationsIn(...lines: readonly string[]) {
  const file = parseSources(new Map([['some.test.ts', lines.join('\n')]])).get('some.test.ts')
  assert.ok(file)
  return readCitations(file)
}

test('a name that begins with ids cites them, whatever function makes the test', () => {
  const cited = citationsIn(
    `test('AA-01 once', () => {})`,
    'it("AA-02, B01 twice", async () => {})',
    `suite('AA-03 and AA-04: more', () => { test('AA-05 to AA-07 inside', () => {}) })`,
    `await t.test('C01 AA-08 a step', () => {})`,
    `inEveryAdapter('AA-09 here and there', run)`,
    `test(\`AA-10 \${what} is refused, \${how}\`, () => {})`,
  )
  assert.deepEqual(
    cited.map((citation) => citation.ids),
    ['AA-01', 'AA-02, B01', 'AA-03 and AA-04', 'AA-05 to AA-07', 'C01 AA-08', 'AA-09', 'AA-10'],
  )
  assert.equal(cited.at(-1)?.name, 'AA-10 … is refused, …')
})

test('tables of names cite: the first of a list, keys, and what is called a name', () => {
  const cited = citationsIn(
    `for (const [name, value] of [['AA-01 a number', 1], ['AA-02 a text', 'AA-03 is not one']]) test(name, () => value)`,
    `const bad = { 'AA-04 no subject': {}, 'AA-05 no issuer': {} }`,
    `const cases = [{ name: 'AA-06 a case', text: 'AA-07 is not one' }]`,
  )
  assert.deepEqual(
    cited.map((citation) => citation.ids),
    ['AA-01', 'AA-02', 'AA-04', 'AA-05', 'AA-06'],
  )
})

test('ids elsewhere cite nothing', () => {
  const cited = citationsIn(
    `// test('AA-01 in a comment', () => {})`,
    `test('a name with AA-01 in it', () => { assert.ok(true, 'AA-01 must hold') })`,
    `test('AA-01', () => {})`,
    `test('AA-011 is no id', () => {})`,
    `test('AA-01-b is no id', () => {})`,
    `test('ES256 and 2026-03 are no ids', () => {})`,
  )
  assert.deepEqual(cited, [])
})

test('a test that is skipped for good, or to be written, shows nothing', () => {
  const cited = citationsIn(
    `test.skip('AA-01 skipped', () => {})`,
    `test.todo('AA-02 to be written')`,
    `test('AA-03 skipped', { skip: true }, () => {})`,
    `test('AA-04 skipped', { skip: 'not here' }, () => {})`,
    `suite.skip('a suite', () => { test('AA-05 in it', () => {}) })`,
  )
  assert.deepEqual(cited, [])
})

test('a test that is skipped where something is missing counts', () => {
  const cited = citationsIn(
    `test('AA-01 in a browser', { skip: chromiumMissing }, () => {})`,
    `test('AA-02 never skipped', { skip: false }, () => {})`,
  )
  assert.deepEqual(
    cited.map((citation) => citation.ids),
    ['AA-01', 'AA-02'],
  )
})
