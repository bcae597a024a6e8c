import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unavailable } from '../src/builtins/unavailable.ts'
import { compile } from '../src/compile.ts'
import type { Policy } from '../src/policy.ts'

function compiled(text: string, options: Partial<Parameters<typeof compile>[0]> = {}): Policy {
  const policy = compile({ modules: { 'p.rego': text }, ...options })
  assert.ok(policy.ok, String(policy))
  return policy
}

test('what is wrong with a text comes back with code, file, line, column and words', () => {
  const policy = compile({ modules: { 'authz.rego': 'package authz\n\nallow if x > 1\n' } })
  assert.ok(!policy.ok)
  const [first] = policy.diagnostics
  assert.equal(first?.code, 'rego_unsafe_var_error')
  assert.deepEqual(
    [first?.location.file, first?.location.row, first?.location.col],
    ['authz.rego', 3, 10],
  )
  assert.equal(String(policy), 'authz.rego:3: rego_unsafe_var_error: var x is unsafe')
})

for (const { name, args } of unavailable) {
  test(`a call of ${name}, which is not here, is refused by its name`, () => {
    const call = `${name}(${args.map(() => 'input.x').join(', ')})`
    const refused = compile({ modules: { 'p.rego': `package p\n\np := ${call}\n` } })
    assert.ok(!refused.ok)
    assert.match(
      String(refused),
      new RegExp(`p.rego:3: rego_type_error: function ${name} is not available here: .`),
    )

    const { unavailable: _, ...own } = unavailable.find(
      (known) => known.name === name,
    ) as (typeof unavailable)[number]
    const registered = compiled(`package p\n\np := ${call}\n`, {
      builtins: [{ ...own, evaluate: () => 'from the host' }],
    })
    const outcome = registered.evaluate('p/p', { x: 1 })
    assert.deepEqual(outcome, { kind: 'defined', value: 'from the host' })
  })
}

test('a test may replace what is not here', () => {
  const policy = compiled(`package p

allow if http.send({"method": "get", "url": input.url}).status_code == 200

ok(_) := {"status_code": 200}

no(_) := {"status_code": 500}

allowed if allow with http.send as ok

denied if not allow with http.send as no
`)
  assert.deepEqual(policy.evaluate('p/allowed', { url: 'x' }), { kind: 'defined', value: true })
  assert.deepEqual(policy.evaluate('p/denied', { url: 'x' }), { kind: 'defined', value: true })
  // Without a replacement it is undefined, which allows nobody.
  assert.deepEqual(policy.evaluate('p/allow', { url: 'x' }), { kind: 'undefined' })
})

test('a path is text with slashes or points, or steps', () => {
  const policy = compiled(
    'package a.b\n\nc := {"d": 1}\n\n"e f" := 2\n'.replace('"e f" := 2\n', ''),
  )
  for (const path of ['a/b/c/d', 'a.b.c.d', 'data.a.b.c.d', '/a/b/c/d', ['a', 'b', 'c', 'd']]) {
    assert.deepEqual(policy.evaluate(path), { kind: 'defined', value: 1 })
  }
  assert.deepEqual(policy.evaluate('a/b/nothing'), { kind: 'undefined' })
  assert.deepEqual(policy.evaluate('a/b'), { kind: 'defined', value: { c: { d: 1 } } })
})

test('no input is not null', () => {
  const policy = compiled('package p\n\nnothing if input == null\n\nany if not input\n')
  assert.equal(policy.evaluate('p/nothing', null).kind, 'defined')
  assert.equal(policy.evaluate('p/nothing', undefined).kind, 'undefined')
  assert.equal(policy.evaluate('p/any', undefined).kind, 'defined')
  assert.equal(policy.evaluate('p/any', null).kind, 'undefined')
})

test('other data make another revision; the first stays as it was', () => {
  const first = compiled('package p\n\nis_open if data.open', { data: { open: false } })
  const second = first.with({ data: { open: true } })
  assert.equal(first.evaluate('p/is_open').kind, 'undefined')
  assert.equal(second.evaluate('p/is_open').kind, 'defined')
  assert.throws(() => first.with({ data: { open: () => true } }), /`\.open` cannot be used/)
})

test('data are copied: who changes them later changes no decision', () => {
  const data = { admins: ['ann'] }
  const policy = compiled('package p\n\nallow if input.id in data.admins', { data })
  data.admins.push('eve')
  assert.equal(policy.evaluate('p/allow', { id: 'ann' }).kind, 'defined')
  assert.equal(policy.evaluate('p/allow', { id: 'eve' }).kind, 'undefined')
})

test('strict errors of built-ins end an evaluation, others are undefined', () => {
  const policy = compiled('package p\n\nhalf := 1 / input.n\n')
  assert.deepEqual(policy.evaluate('p/half', { n: 2 }), { kind: 'defined', value: 0.5 })
  assert.deepEqual(policy.evaluate('p/half', { n: 0 }), { kind: 'undefined' })
  const strict = policy.evaluate('p/half', { n: 0 }, { strictBuiltinErrors: true })
  assert.ok(strict.kind === 'error')
  assert.equal(strict.error.message, 'p.rego:3: eval_builtin_error: div: divide by zero')
})

test('a query may replace other calls than the policy does, and both are replaced', () => {
  const policy = compiled(`package p

two if count([1, 2]) == 2

mocked if two with count as 2

upper_name := upper("ann")
`)
  const query = 'x := data.p.upper_name with upper as "other"; data.p.mocked'
  assert.deepEqual(policy.query(query), { kind: 'rows', rows: [{ x: 'other' }] })
  const wrong = 'data.p.two with count as 3 with upper as "other"'
  assert.deepEqual(policy.query(wrong), { kind: 'rows', rows: [] })
  assert.deepEqual(policy.query('x := data.p.upper_name'), { kind: 'rows', rows: [{ x: 'ANN' }] })
})
