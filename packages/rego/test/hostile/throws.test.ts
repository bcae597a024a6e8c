import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../../src/compile.ts'
import { buildModule } from '../../src/emit/build-module.ts'
import { loadModule } from '../../src/run/load-module.ts'

function policyOf(emitter: 'javascript' | 'closures') {
  const rules = 'first := input.roles[0]\nallow if input.roles[3] == "admin"\nall := input.roles'
  const policy = compile({ modules: { 'p.rego': `package p\n\n${rules}\n` }, emitter })
  assert.ok(policy.ok, String(policy))
  return policy
}

const unreadable = Object.defineProperty(new Error('x'), 'message', {
  get() {
    throw new Error('inner')
  },
})
const unknowable = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error('inner')
    },
  },
)

for (const emitter of ['javascript', 'closures'] as const) {
  test(`what cannot be looked at when it was thrown is an outcome all the same (${emitter})`, () => {
    for (const thrown of [unreadable, unknowable]) {
      const input = {
        get roles() {
          throw thrown
        },
      }
      const outcome = policyOf(emitter).evaluate('p/first', input)
      assert.ok(outcome.kind === 'error')
      assert.equal(outcome.error.code, 'eval_internal_error')
    }
    assert.equal(policyOf(emitter).evaluate('p/first', { roles: ['a'] }).kind, 'defined')
  })

  test(`an array has no more items than its own, whatever a prototype has (${emitter})`, () => {
    const policy = policyOf(emitter)
    for (const prototype of [Object.prototype, Array.prototype]) {
      Object.defineProperty(prototype, 3, {
        value: 'admin',
        configurable: true,
        enumerable: true,
        writable: true,
      })
      try {
        assert.equal(policy.evaluate('p/allow', { roles: [] }).kind, 'undefined')
      } finally {
        Reflect.deleteProperty(prototype, 3)
      }
    }
    const outcome = policy.evaluate('p/allow', { roles: ['a', 'b', 'c', 'admin'] })
    assert.deepEqual(outcome, { kind: 'defined', value: true })
  })

  test(`an array that claims to be endless is no endless result (${emitter})`, () => {
    const roles: string[] = []
    roles[2 ** 32 - 2] = 'a'
    const outcome = policyOf(emitter).evaluate('p/all', { roles })
    assert.ok(outcome.kind === 'error')
    assert.equal(outcome.error.code, 'eval_output_error')
    assert.equal(policyOf(emitter).evaluate('p/all', { roles: ['a'] }).kind, 'defined')
  })
}

test('a query that is no text is refused, not thrown', () => {
  const policy = policyOf('closures')
  for (const query of [undefined, null, 5, {}, Symbol('x')]) {
    assert.equal(policy.query(query as never).kind, 'error')
  }
  assert.equal(policy.query('1 == 1').kind, 'rows')
})

test('a module that was built answers an odd question with an error', () => {
  const text = buildModule(policyOf('javascript'), ['p/first'])
  const body = text.replace(/^import.*$/m, '').replace('export const policy =', 'return')
  const policy: ReturnType<typeof loadModule> = new Function('loadModule', body)(loadModule)
  for (const path of [undefined, null, 5, '__proto__', 'constructor']) {
    assert.equal(policy.evaluate(path as never, {}).kind, 'error')
  }
  assert.equal(policy.evaluate('p/first', {}, { limits: { fuel: 0 } }).kind, 'error')
  assert.equal(policy.evaluate('p/first', {}, null as never).kind, 'error')
  assert.equal(policy.evaluate('p/first', { roles: ['a'] }).kind, 'defined')
})
