import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decisionOf } from '../../src/revision/decision-of.ts'

test('a boolean decides, and undefined denies', () => {
  assert.deepEqual(decisionOf(true), { allow: true })
  assert.deepEqual(decisionOf(false), { allow: false })
  assert.deepEqual(decisionOf(undefined), { allow: false })
})

test('an object decides by `allow`, with the reasons that it gives; the rest is passed over', () => {
  assert.deepEqual(decisionOf({ allow: true }), { allow: true, reasons: [] })
  assert.deepEqual(decisionOf({ allow: false, reasons: ['late'], other: 1 }), {
    allow: false,
    reasons: ['late'],
  })
})

for (const value of [
  null,
  1,
  'true',
  [],
  [true],
  {},
  { allow: 'true' },
  { allow: 1 },
  { allow: null },
  { reasons: ['none'] },
  { allow: true, reasons: 'a text' },
  { allow: true, reasons: [1] },
  { allow: true, reasons: { a: true } },
  JSON.parse('{ "__proto__": { "allow": true } }'),
  Object.create({ allow: true }),
]) {
  test(`the value ${JSON.stringify(value)} is no decision`, () => {
    assert.throws(() => decisionOf(value), { name: 'TypeError', message: /a decision must be/ })
  })
}

test('a polluted prototype allows nothing', (t) => {
  Object.assign(Object.prototype, { allow: true })
  t.after(() => Reflect.deleteProperty(Object.prototype, 'allow'))
  assert.throws(() => decisionOf({}), TypeError)
  assert.equal(decisionOf({ allow: false }).allow, false)
})
