import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile, toJson } from '../../src/index.ts'
import { askQuery, type Question } from '../../src/query/ask-query.ts'

const policy = compile({
  modules: {
    'a.rego':
      'package a\nimport data.lib as other\nallow if input.x == 1\nr contains x if some x in [1, 2]\nf(x) := x + 1\n',
  },
  data: { lib: { names: ['ann', 'bob'] } },
})

/** Each answer as the values of its expressions and of its variables. */
function ask(text: string, more: Omit<Question, 'text'> = {}): readonly string[] {
  assert.ok(policy.ok, String(policy))
  const asked = askQuery(policy, { text, ...more })
  if (!asked.ok) return asked.errors.map(({ code, message }) => `${code}: ${message}`)
  return asked.answers.map(({ expressions, bindings }) => {
    const values = expressions.map(({ value }) => toJson(value)).join(' ')
    const bound = [...bindings].map(([name, value]) => ` ${name}=${toJson(value)}`).join('')
    return `${values}${bound}`
  })
}

test('the value of an expression is its answer, false too', () => {
  assert.deepEqual(ask('1 > 2'), ['false'])
  assert.deepEqual(ask('count([1])'), ['1'])
  assert.deepEqual(ask('data.a.f(1)'), ['2'])
  assert.deepEqual(ask('data.a.allow', { input: { x: 1 } }), ['true'])
  assert.deepEqual(ask('input.x', { input: { x: 123456789012345678901n } }), [
    '123456789012345678901',
  ])
  assert.deepEqual(ask('data.a.allow'), [])
})

test('with several expressions, or with iteration, false is no answer', () => {
  assert.deepEqual(ask('x := 1; x == 2'), [])
  assert.deepEqual(ask('[true, false][i]'), ['true i=0'])
  assert.deepEqual(ask('1 == 2; 3'), [])
  assert.deepEqual(ask('1 == 1; 3'), ['true 3'])
})

test('every answer has its variables; wildcards and the names of the tool do not show', () => {
  assert.deepEqual(ask('data.a.r[x]'), ['1 x=1', '2 x=2'])
  assert.deepEqual(ask('some x in [1, 2]; x > 1'), ['true true x=2'])
  assert.deepEqual(ask('data.a.r[_]'), ['1', '2'])
  assert.deepEqual(ask('walk([1], x)'), ['true x=[[],[1]]', 'true x=[[0],1]'])
  assert.deepEqual(ask('plus(1, 2, x)'), ['true x=3'])
})

test('a package and imports give names to the query', () => {
  assert.deepEqual(ask('f(2)', { package: 'a' }), ['3'])
  assert.deepEqual(ask('names', { imports: ['data.lib.names'] }), ['["ann","bob"]'])
  assert.deepEqual(ask('[f(1), l.names[0]]', { package: 'a', imports: ['data.lib as l'] }), [
    '[2,"ann"]',
  ])
  assert.match(ask('f(2)')[0] ?? '', /undefined function f/)
  assert.match(ask('1', { package: 'a b' })[0] ?? '', /^rego_parse_error/)
})

test('what is wrong is told with code and place, and nothing is thrown', () => {
  assert.deepEqual(ask('x'), ['rego_unsafe_var_error: var x is unsafe'])
  assert.match(ask('count(')[0] ?? '', /^rego_parse_error/)
  assert.match(ask('')[0] ?? '', /empty query/)
  assert.ok(policy.ok)
  const failed = askQuery(policy, { text: '1 / 0 == 1' }, { strictBuiltinErrors: true })
  assert.ok(!failed.ok)
  assert.deepEqual(
    failed.errors.map(({ code, message, location }) => [code, message, location?.row]),
    [['eval_builtin_error', 'div: divide by zero', 1]],
  )
})
