import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../../src/compile.ts'
import type { Policy } from '../../src/policy.ts'

const text = `package authz

default allow := false

allow if input.admin

allow if input.user.role == "admin"

allow if "admin" in input.user.roles

same if input.a == input.b

known contains key if some key, _ in input

shown := input.user

constructed := input.constructor

inherited contains name if {
	some name in ["constructor", "toString", "__proto__", "hasOwnProperty", "length", "size"]
	input[name]
}

listed contains name if {
	some name in ["constructor", "length", "0", "map"]
	input.user.roles[name]
}
`

function policies(): readonly Policy[] {
  return (['javascript', 'closures'] as const).map((emitter) => {
    const policy = compile({ modules: { 'authz.rego': text }, emitter })
    assert.ok(policy.ok, String(policy))
    return policy
  })
}

function allows(input: unknown): boolean {
  const answers = policies().map((policy) => policy.evaluate('authz/allow', input))
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  const [answer] = answers
  return answer?.kind === 'defined' && answer.value === true
}

test('the control: plain inputs allow and deny', () => {
  assert.equal(allows({ admin: true }), true)
  assert.equal(allows({ user: { role: 'admin' } }), true)
  assert.equal(allows({ user: { roles: ['admin'] } }), true)
  assert.equal(allows({ user: { role: 'guest', roles: ['guest'] } }), false)
  assert.equal(allows(undefined), false)
})

test('a property of a prototype is not seen', () => {
  assert.equal(allows(Object.create({ admin: true })), false)
  assert.equal(allows({ user: Object.create({ role: 'admin' }) }), false)
  class User {
    get role() {
      return 'admin'
    }
  }
  assert.equal(allows({ user: new User() }), false)
})

test('an own property is seen whatever the prototype is', () => {
  assert.equal(allows(Object.assign(Object.create(null), { admin: true })), true)
})

test('`__proto__` in JSON is a key like any other', () => {
  const input = JSON.parse(
    '{"__proto__": {"admin": true}, "user": {"__proto__": {"role": "admin"}}}',
  )
  assert.equal(allows(input), false)
  for (const policy of policies()) {
    const outcome = policy.evaluate('authz/known', input)
    assert.deepEqual(outcome, { kind: 'defined', value: ['__proto__', 'user'] })
  }
})

test('what somebody wrote to Object.prototype allows nobody', () => {
  const root = Object.prototype as { admin?: unknown; role?: unknown; roles?: unknown }
  try {
    root.admin = true
    root.role = 'admin'
    root.roles = ['admin']
    assert.equal(allows({}), false)
    assert.equal(allows({ user: {} }), false)
    // The control: own properties count as ever.
    assert.equal(allows({ user: { role: 'admin' } }), true)
  } finally {
    delete root.admin
    delete root.role
    delete root.roles
  }
})

test('names that every object of JavaScript has are not there', () => {
  for (const policy of policies()) {
    const input = { user: { roles: ['x'] } }
    assert.deepEqual(policy.evaluate('authz/constructed', input), { kind: 'undefined' })
    assert.deepEqual(policy.evaluate('authz/inherited', input), { kind: 'defined', value: [] })
    assert.deepEqual(policy.evaluate('authz/listed', input), { kind: 'defined', value: [] })
    const own = { constructor: 'c', length: 1, toString: true }
    assert.deepEqual(policy.evaluate('authz/inherited', own), {
      kind: 'defined',
      value: ['constructor', 'length', 'toString'],
    })
  }
})

test('functions, symbols and numbers that are none allow nobody', () => {
  for (const admin of [
    () => true,
    Symbol('admin'),
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ]) {
    assert.equal(allows({ admin }), false, String(admin))
    assert.equal(allows({ user: { roles: [admin] } }), false)
  }
  assert.equal(allows({ admin: 1 }), true)
})

test('things of a class equal nothing, not even their like', () => {
  const equal = (a: unknown, b: unknown) =>
    policies().map((policy) => policy.evaluate('authz/same', { a, b }).kind)
  assert.deepEqual(equal({ x: [1] }, { x: [1] }), ['defined', 'defined'])
  assert.deepEqual(equal(new Date(1), new Date(2)), ['undefined', 'undefined'])
  assert.deepEqual(equal(new Map(), new Map()), ['undefined', 'undefined'])
  assert.deepEqual(equal(Number.NaN, Number.NaN), ['undefined', 'undefined'])
  assert.deepEqual(equal(undefined, undefined), ['undefined', 'undefined'])
})

test('a getter is asked once for a question, and what it throws is an outcome', () => {
  let asked = 0
  const input = {
    user: {
      get role() {
        asked++
        return asked % 2 === 1 ? 'guest' : 'admin'
      },
    },
  }
  assert.equal(policies()[0]?.evaluate('authz/allow', input).kind, 'defined')
  assert.equal(asked, 1)
  const throwing = {
    get admin(): boolean {
      throw new Error('no')
    },
  }
  for (const policy of policies()) {
    const outcome = policy.evaluate('authz/allow', throwing)
    assert.equal(outcome.kind, 'error')
  }
})

test('a cycle ends in an error, and only where it is looked into', () => {
  const user: { self?: unknown; role: string } = { role: 'admin' }
  user.self = user
  assert.equal(allows({ user }), true)
  const other: typeof user = { role: 'admin' }
  other.self = other
  for (const policy of policies()) {
    assert.equal(policy.evaluate('authz/shown', { user }).kind, 'error')
    const compared = policy.evaluate('authz/same', { a: user, b: other })
    assert.ok(compared.kind === 'error' && compared.error.code === 'eval_depth_error')
  }
})

test('a result is a copy: who changes it changes neither input nor policy', () => {
  const input = { user: { roles: ['guest'] } }
  const [policy] = policies()
  const outcome = policy?.evaluate('authz/shown', input)
  assert.ok(outcome?.kind === 'defined')
  ;(outcome.value as { roles: string[] }).roles.push('admin')
  assert.deepEqual(input, { user: { roles: ['guest'] } })
})
