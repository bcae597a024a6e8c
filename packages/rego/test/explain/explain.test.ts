import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explain } from '../../src/explain/explain.ts'
import type { FailedRule } from '../../src/explain/explanation.ts'
import { documents, policyOf, shop } from './shop.ts'

const store = policyOf(documents, {
  members: { ann: ['staff'], bob: ['staff', 'board'], cid: [] },
  papers: {
    plan: { owner: 'ann', readers: ['board'] },
    diary: { owner: 'ann', readers: ['staff'], secret: true },
  },
})
const market = policyOf(shop)

/** Rule, line, expression and values of each failure. */
function told(closest: readonly FailedRule[]) {
  return closest.map(({ name, location, expression, values }) => ({
    name,
    row: location.row,
    expression,
    values: { ...values },
  }))
}

test('an allowed request names the rule that allowed it and the rules that this asked', () => {
  const input = { user: 'bob', action: 'read', id: 'plan' }
  const { outcome, rules, closest } = explain(store, 'documents/allow', input)
  assert.deepEqual(outcome, { kind: 'defined', value: true })
  assert.deepEqual(
    rules.map(({ name, location, value }) => [name, location.row, value]),
    [
      ['data.documents.allow', 7, true],
      ['data.documents.document', 25, { owner: 'ann', readers: ['board'] }],
    ],
  )
  assert.deepEqual(closest, [])
})

test('a rule that stands on another one names both, the one asked for first', () => {
  const input = { user: 'ann', action: 'write', id: 'plan' }
  const { rules } = explain(store, 'data.documents.allow', input)
  assert.deepEqual(
    rules.map(({ name }) => name),
    ['data.documents.allow', 'data.documents.is_owner', 'data.documents.document'],
  )
})

test('a denial names the rule that came furthest, where it failed, and the values there', () => {
  const input = { user: 'ann', action: 'read', id: 'diary' }
  const owned = explain(store, 'documents/allow', input)
  assert.deepEqual(owned.outcome, { kind: 'defined', value: true })

  const { outcome, rules, closest } = explain(store, 'documents/allow', { ...input, user: 'bob' })
  assert.deepEqual(outcome, { kind: 'defined', value: false })
  assert.deepEqual(
    rules.map(({ name, location }) => [name, location.row]),
    [['data.documents.allow', 3]],
  )
  assert.deepEqual(told(closest), [
    {
      name: 'data.documents.allow',
      row: 11,
      expression: 'not document.secret',
      values: { 'document.secret': true },
    },
  ])
  assert.deepEqual(
    closest[0]?.held.map(({ name }) => name),
    ['data.documents.document'],
  )
})

test('of several elements that were tried the last one is shown with its values', () => {
  const input = { user: 'bob', action: 'read', id: 'none-such' }
  const [failed] = told(explain(store, 'documents/allow', input).closest)
  assert.equal(failed?.expression, 'group in document.readers')
  assert.equal(failed?.values.group, 'board')
})

test('a denial follows the rules that were asked down to the comparison that failed', () => {
  const { closest } = explain(
    policyOf(
      'package a\ndefault allow := false\nallow if member\nmember if active\nactive if input.age > 17\n',
    ),
    'a/allow',
    { age: 12 },
  )
  assert.deepEqual(told(closest), [
    { name: 'data.a.allow', row: 3, expression: 'member', values: { member: undefined } },
    { name: 'data.a.member', row: 4, expression: 'active', values: { active: undefined } },
    { name: 'data.a.active', row: 5, expression: 'input.age > 17', values: { 'input.age': 12 } },
  ])
})

test('in `every` the expression inside that one element failed is to blame', () => {
  const input = { user: 'root', network: 'office', witnesses: ['ann', 'zoe'] }
  const { closest } = explain(store, 'documents/allow', { ...input, action: 'write', id: 'plan' })
  assert.deepEqual(told(closest), [
    {
      name: 'data.documents.allow',
      row: 19,
      expression: 'data.members[other]',
      values: { other: 'zoe' },
    },
  ])
})

test('a comparison of what was gathered shows what was gathered and the rules that did', () => {
  const items = [
    { name: 'pen', price: 5 },
    { name: 'bomb', price: 50 },
  ]
  const { closest } = explain(market, 'shop/decision', { user: 'ann', hour: 12, items })
  assert.deepEqual(told(closest), [
    {
      name: 'data.shop.decision',
      row: 6,
      expression: 'count(deny) == 0',
      values: { deny: ['bomb is too expensive', 'forbidden'], 'count(deny)': 2 },
    },
  ])
  assert.deepEqual(
    closest[0]?.held.map(({ name, value }) => [name, value]),
    [
      ['data.shop.deny', ['bomb is too expensive']],
      ['data.shop.deny', ['forbidden']],
      ['data.shop.limits', { ann: 10, bob: 100 }],
      ['data.shop.forbidden', true],
    ],
  )
})

test('a `not` that failed names the rule that made it fail', () => {
  const { outcome, closest } = explain(market, 'shop/decision', {
    user: 'ann',
    hour: 22,
    items: [],
  })
  assert.deepEqual(outcome, { kind: 'defined', value: { allow: false, reasons: [] } })
  assert.deepEqual(told(closest), [
    { name: 'data.shop.decision', row: 7, expression: 'not closed', values: { closed: true } },
  ])
  assert.deepEqual(
    closest[0]?.held.map(({ name, location }) => [name, location.row]),
    [['data.shop.closed', 23]],
  )
})

test('what was not there is shown as undefined', () => {
  const policy = policyOf('package a\nallow if {\n\tx := lower(input.name)\n\tx == "ann"\n}\n')
  const { outcome, rules, closest } = explain(policy, 'a/allow', {})
  assert.deepEqual([outcome.kind, rules], ['undefined', []])
  assert.deepEqual(told(closest), [
    {
      name: 'data.a.allow',
      row: 3,
      expression: 'x := lower(input.name)',
      values: { 'input.name': undefined },
    },
  ])
})

test('values of an earlier round of an iteration are not taken for those of the last one', () => {
  const policy = policyOf(
    'package a\nallow if {\n\tsome x in input.xs\n\tx.ok\n\ty := x.y\n\ty > 3\n}\n',
  )
  const input = { xs: [{ ok: true, y: 1 }, { ok: true }] }
  const [failed] = told(explain(policy, 'a/allow', input).closest)
  assert.deepEqual(failed, {
    name: 'data.a.allow',
    row: 6,
    expression: 'y > 3',
    values: { y: 1 },
  })
  const reversed = {
    xs: [
      { ok: true, y: 1 },
      { ok: true, y: 2 },
    ],
  }
  assert.deepEqual(told(explain(policy, 'a/allow', reversed).closest)[0]?.values, { y: 2 })
})

test('a rule that says false itself is what gave the answer, not a rule that failed', () => {
  const policy = policyOf(
    'package a\nallow := false if {\n\tinput.banned\n} else := true if {\n\tinput.user == "ann"\n}\n',
  )
  const { rules, closest } = explain(policy, 'a/allow', { banned: true, user: 'ann' })
  assert.deepEqual(
    rules.map(({ name, location, value }) => [name, location.row, value]),
    [['data.a.allow', 2, false]],
  )
  assert.deepEqual(closest, [])
  const none = explain(policy, 'a/allow', { user: 'bob' })
  assert.deepEqual(
    told(none.closest).map(({ expression }) => expression),
    ['input.user == "ann"'],
  )
})

test('what the index left out for speed is explained too', () => {
  const rules = Array.from(
    { length: 20 },
    (_, i) => `allow if {\n\tinput.role == "role${i}"\n\tinput.level > ${i}\n}\n`,
  )
  const policy = policyOf(`package a\n${rules.join('')}`)
  const input = { role: 'role7', level: 3 }
  assert.deepEqual(told(explain(policy, 'a/allow', input).closest), [
    { name: 'data.a.allow', row: 32, expression: 'input.level > 7', values: { 'input.level': 3 } },
  ])
  const stranger = explain(policy, 'a/allow', { role: 'clerk' })
  assert.equal(told(stranger.closest)[0]?.values['input.role'], 'clerk')
})

test('an evaluation that ends with an error gives the error and throws nothing', () => {
  const policy = policyOf('package a\nx := 1\nx := 2\nallow if x == 1\n')
  const { outcome, closest } = explain(policy, 'a/allow', {})
  assert.equal(outcome.kind === 'error' && outcome.error.code, 'eval_conflict_error')
  assert.deepEqual(closest, [])
  const endless = policyOf(
    'package a\nallow if {\n\tsome i in numbers.range(1, 100000)\n\ti < 0\n}\n',
  )
  const limited = explain(endless, 'a/allow', {}, { limits: { fuel: 1000 } })
  assert.equal(limited.outcome.kind === 'error' && limited.outcome.error.code, 'eval_fuel_error')
})

test('a value that is too big for people is cut, and names of the prototype are names', () => {
  const policy = policyOf('package a\nallow if {\n\txs := numbers.range(1, 5000)\n\txs == []\n}\n')
  assert.deepEqual(told(explain(policy, 'a/allow').closest)[0]?.values, { xs: '…' })
  const hostile = policyOf('package a\nallow if {\n\tinput["__proto__"].admin\n}\n')
  const input = JSON.parse('{"__proto__": {"admin": false}, "constructor": 1}')
  const [failed] = explain(hostile, 'a/allow', input).closest
  assert.equal(failed?.values['input["__proto__"].admin'], false)
  assert.equal(({} as { admin?: boolean }).admin, undefined)
})
